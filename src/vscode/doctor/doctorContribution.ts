import type { Contribution } from '../contribution.js';

/** What Sanctum needs of the machine and the repository, and how what is missing is mended. */
export const doctorContribution: Contribution = {
  commands: [{ command: 'sanctum.doctor', title: 'Doctor', icon: '$(pulse)', palette: 'sanctum.state != untrusted' }],
};
