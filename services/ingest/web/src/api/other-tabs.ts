import type { SessionGrant } from './session';

/** What has become of the session in another tab of this browser. */
export type SessionNews = { is: 'renewed'; grant: SessionGrant } | { is: 'over' };

/** The other tabs of this browser: all have one session, because all have its cookie. */
export interface OtherTabs {
  tell(news: SessionNews): void;
  listen(hear: (news: SessionNews) => void): void;
}

/** Tells them directly; a token passes from memory to memory within this origin and is never stored. */
export function tabsOfThisBrowser(): OtherTabs {
  const channel = new BroadcastChannel('momento-session');
  return {
    tell: (news) => channel.postMessage(news),
    listen: (hear) => channel.addEventListener('message', ({ data }: MessageEvent<SessionNews>) => hear(data)),
  };
}

/** For a page that is alone. */
export const noOtherTabs: OtherTabs = { tell: () => undefined, listen: () => undefined };
