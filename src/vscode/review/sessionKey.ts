import { repositoryKey } from '../../git/projectFolder.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';

/** The name of a session's repository in the addresses of documents. */
export function sessionKey(session: Session): string {
  return repositoryKey(session.project.place.commonDir);
}

export function sessionByKey(sessions: Sessions, key: string): Session | undefined {
  return sessions.all.find((session) => sessionKey(session) === key);
}
