import assert from 'node:assert/strict';
import { bulletsOf, sectionsOf } from './outline.js';

describe('the sections of a text', () => {
  it('go from one heading of the second level to the next of that level or a higher one', () => {
    const text = '# Title\nIntro\n## One\na\n### Deep\nb\n\n## Two ##\nc\n# End\nd\n';
    assert.deepEqual(sectionsOf(text), [
      { heading: 'One', text: '## One\na\n### Deep\nb' },
      { heading: 'Two', text: '## Two ##\nc' },
    ]);
  });

  it('do not begin or end inside of a fenced block', () => {
    assert.deepEqual(sectionsOf('## One\n```\n## Two\n# Three\n```\nend\n').map(({ text }) => text), ['## One\n```\n## Two\n# Three\n```\nend']);
  });
});

describe('the bullets of a text', () => {
  it('are those at the left edge, each with what is indented below it', () => {
    const text = 'Intro\n- One\n  more\n\n  - inner\n- Two\n\nText\n* Three\n+ Four\n***\n- - -\n';
    assert.deepEqual(bulletsOf(text), [
      { title: 'One', body: 'more\n\n- inner' },
      { title: 'Two', body: '' },
      { title: 'Three', body: '' },
      { title: 'Four', body: '' },
    ]);
  });

  it('keep a fenced block below them, at the left edge of their text', () => {
    const text = '- One\n  ```rehearsal\n  steps:\n    - say: x\n  ```\n\n```\n- no bullet\n```\n';
    assert.deepEqual(bulletsOf(text), [{ title: 'One', body: '```rehearsal\nsteps:\n  - say: x\n```' }]);
  });
});
