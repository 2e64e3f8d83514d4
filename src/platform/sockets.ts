/** One end of a local connection that carries one JSON value a line. */
export interface Connection {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other side is gone, or at once when it already is. */
  onClose(listener: () => void): void;
  close(): void;
}

export interface Listener {
  /** Takes no new connection and gives the name up; those that are there stay. */
  shut(): void;
  close(): Promise<void>;
}

/** Private sockets between Sanctum's own processes on one machine. Never TCP. */
export interface Sockets {
  /** Binds `path`, readable by this user only. Throws when the name is taken or longer than the system allows. */
  listen(path: string, onConnection: (connection: Connection) => void): Promise<Listener>;
  /** Connects, or resolves to undefined when nobody listens there. */
  connect(path: string): Promise<Connection | undefined>;
}

/** The longest line that is taken; a longer one closes the connection. In characters. */
export const longestMessage = 8 * 1024 * 1024;
