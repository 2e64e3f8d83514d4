// Required by each Node that the window starts: notes when a file was loaded first, for a probe that may itself be loaded later.
const Module = require('node:module');

const loaded = new Map();
globalThis.sanctumBenchLoads = loaded;
const load = Module._load;
Module._load = function (request, ...rest) {
  if (!loaded.has(request)) loaded.set(request, Date.now());
  return load.call(this, request, ...rest);
};
