/**
 * Calls back once when the process that started this one is gone. Shells do not pass on the signal that ends them, so
 * without this, ending `npm` from outside would leave everything below it running.
 * @param {() => void} end
 */
export function whenOrphaned(end) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) {
      return;
    }
    clearInterval(watch);
    end();
  }, 500).unref();
}
