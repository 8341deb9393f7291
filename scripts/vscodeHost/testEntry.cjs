// The workbench loads this file into the extension host in place of the real entry point of the tests. It sends the
// console straight to the launcher, complete and without the workbench's own log lines, and runs the real tests.
const fs = require('node:fs');
const { Console } = require('node:console');
const { Writable } = require('node:stream');

const { REGISTRY_AUTH_TESTS, REGISTRY_AUTH_OUTPUT, REGISTRY_AUTH_PASSED } = process.env;

const output = new Writable({
  decodeStrings: false,
  write(chunk, _encoding, done) {
    fs.appendFileSync(REGISTRY_AUTH_OUTPUT, chunk); // synchronous: nothing is lost in a crash
    done();
  },
});

exports.run = async () => {
  // The methods of the extension host's console are read-only; the console as a whole is not.
  globalThis.console = new Console({ stdout: output, stderr: output });
  try {
    await require(REGISTRY_AUTH_TESTS).run();
  } catch (error) {
    console.error(error);
    throw error;
  }
  // The workbench reports success as well when the extension host crashes, so say that it did not.
  fs.writeFileSync(REGISTRY_AUTH_PASSED, '');
};
