import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { machinesEnvironment } from './machinesPrograms.js';

describe('the environment of programs that are the machine\'s own', () => {
  it('has the folders of PATH that no repository brings along by its files, and all else', () => {
    const PATH = ['/srv/project/node_modules/.bin', '/srv/project/node_modules/.bin/', 'bin', '', '/opt/node_modules/.binaries', '/usr/bin'].join(delimiter);
    assert.deepEqual(machinesEnvironment({ PATH, HOME: '/home/engineer' }), { PATH: ['/opt/node_modules/.binaries', '/usr/bin'].join(delimiter), HOME: '/home/engineer' });
  });

  it('has no PATH where nothing is left of it: an empty one would be the folder in which a program is started', () => {
    assert.deepEqual(machinesEnvironment({ PATH: ['node_modules/.bin', ''].join(delimiter) }), {});
    assert.deepEqual(machinesEnvironment({}), {});
  });
});
