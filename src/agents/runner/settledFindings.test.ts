import assert from 'node:assert/strict';
import { findingsRefusal } from './settledFindings.js';

const findings = [{ finding: 1, text: 'It is wrong.' }, { finding: 3, text: 'It is unsafe.' }];

describe('what a submission says of findings', () => {
  it('is enough when each that must be changed is closed or rebutted, and more may be said', () => {
    assert.equal(findingsRefusal(findings, [{ finding: 3, outcome: 'rebutted', how: 'It is not.' }, { finding: 2, outcome: 'closed', how: 'Done.' }, { finding: 1, outcome: 'closed', how: 'Done.' }]), undefined);
    assert.equal(findingsRefusal([], []), undefined);
  });

  it('is refused with what is missing, and what to send', () => {
    assert.match(findingsRefusal(findings, [{ finding: 1, outcome: 'closed', how: 'Done.' }]) ?? '', /Missing: 3 \(It is unsafe\.\)\. Send all of it again with \{"finding"/);
  });
});
