// Stands in for packages of which the extension uses nothing; esbuild.mjs says which.
export default class AbsentPackage {
  constructor() {
    fail();
  }
}

export const getProxyForUrl = fail;

function fail() {
  throw new Error('This package is not part of the extension.');
}
