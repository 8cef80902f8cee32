import Bowser from 'bowser';
import { texts } from '../texts';

export type DeviceKind = 'computer' | 'phone' | 'script';

/** What a program is, by what it calls itself in its `User-Agent`: anybody can call themselves anything. */
export interface Device {
  name: string;
  kind: DeviceKind;
}

/** A browser and its system in words, as `Firefox on Windows`; another program by its own first word. */
export function device(userAgent: string): Device {
  const { browser, os, platform } = Bowser.parse(userAgent || ' ');
  if (browser.name && os.name) {
    const kind = platform.type === 'mobile' || platform.type === 'tablet' ? 'phone' : 'computer';
    return { name: texts.sessions.browserOn(browser.name, os.name), kind };
  }
  const [program = ''] = userAgent.trim().split(/[\s/]/, 1);
  return { name: program === '' ? texts.sessions.unknownDevice : program, kind: 'script' };
}
