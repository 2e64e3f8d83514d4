import assert from 'node:assert/strict';
import { areaName } from '../../../plan/atoms.js';
import { areasIn, areaTexts } from './cutAreas.js';

describe('the areas of a spec, by default', () => {
  it('are its sections, each with a name that an area can have', () => {
    const long = 'A very long heading that says more than forty characters hold';
    const areas = areasIn(`# Spec\nIntro\n## Grüezi, all!\n- a\n## ${long}\n- b\n## ${long}\n- c\n`);
    assert.deepEqual(areas.map(({ area, title, text }) => [area, title, text]), [
      ['gruezi-all', 'Grüezi, all!', '## Grüezi, all!\n- a'],
      ['a-very-long-heading-that-says-more-than', long, `## ${long}\n- b`],
      ['a-very-long-heading-that-says-more-t-2', long, `## ${long}\n- c`],
    ]);
    for (const { area } of areas) assert.ok(areaName.safeParse(area).success, area);
  });

  it('are a single one where there is no section, and none where there is no spec', () => {
    assert.deepEqual(areasIn('- Greet\n'), [{ area: 'all', title: 'All', text: '- Greet' }]);
    assert.deepEqual([areasIn(''), areasIn('There is no spec yet.')], [[], []]);
  });

  it('are compared with the areas that are there by their texts alone', () => {
    const shown = '<!-- areas/one.md -->\n---\narea: one\ntitle: One\n---\n\n## One\n- a\n\n<!-- areas/two.md -->\n---\narea: two\ntitle: Two\n---\n';
    assert.deepEqual([...areaTexts(shown)], [['one', '## One\n- a'], ['two', '']]);
    assert.equal(areaTexts('There are no areas yet.').size, 0);
  });
});
