import { userInfo } from 'node:os';

/** The name of the user who runs this process; `uid1000` where the system has no name for it, as in many containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid${String(process.getuid?.() ?? '')}`;
  }
}
