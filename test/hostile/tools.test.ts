import { actsOfTools, speakingSummary } from './actsOfTools.js';
import { playTools } from './toolBattery.js';

describe('an agent that calls the tools of others, and its own with what they cannot take,', function () {
  this.timeout(120_000);

  it('is refused each time, and its work lands as if it had not', () => playTools(actsOfTools, speakingSummary));
});
