import assert from 'node:assert/strict';
import { sectionFor } from './reviseSpec.js';

describe('a request, by default', () => {
  it('of one line is a section with one bullet', () => {
    assert.equal(sectionFor('Greet by name\n'), '## Greet by name\n\n- Greet by name');
  });

  it('of more lines is a section with the rest below its first line', () => {
    assert.equal(sectionFor('# Greetings\n\n- Greet by name\n  kindly\n- Say bye\n'), '## Greetings\n\n- Greet by name\n  kindly\n- Say bye');
  });
});
