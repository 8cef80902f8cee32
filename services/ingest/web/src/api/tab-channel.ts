import type { SessionGrant } from './session';

/** What has become of the session in another tab of this browser. */
export type SessionMessage = { is: 'renewed'; grant: SessionGrant } | { is: 'over' };

/** The other tabs of this browser: all have one session, because all have its cookie. */
export interface TabChannel {
  publish(message: SessionMessage): void;
  subscribe(receive: (message: SessionMessage) => void): void;
}

/** Sends messages directly; a token passes from memory to memory within this origin and is never stored. */
export function broadcastTabChannel(): TabChannel {
  const channel = new BroadcastChannel('momento-session');
  return {
    publish: (message) => channel.postMessage(message),
    subscribe: (receive) =>
      channel.addEventListener('message', ({ data }: MessageEvent<SessionMessage>) => receive(data)),
  };
}

/** For a page without other tabs. */
export const noTabChannel: TabChannel = { publish: () => undefined, subscribe: () => undefined };
