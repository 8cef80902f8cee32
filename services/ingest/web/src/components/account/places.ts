import type { Component } from 'svelte';
import type { User } from '../../api/session';
import { PATHS } from '../../state/router.svelte';
import { texts } from '../../texts';
import type { IconName } from '../shell/icons';

/** A page of the account area. */
export interface AccountPlace {
  path: string;
  name: string;
  icon: IconName;
  /** Fetches the page's code, which is no part of what a visitor loads first. */
  load: () => Promise<{ default: Component<{ user: User }> }>;
}

/** The pages of the account area in the order of its navigation. The first one stands at `/account` itself. */
export const accountPlaces: readonly AccountPlace[] = [
  {
    path: PATHS.account,
    name: texts.profile.title,
    icon: 'person',
    load: () => import('./profile/ProfilePage.svelte'),
  },
];

/** The page at an address; a slash at its end makes no difference. */
export function placeAt(path: string): AccountPlace | undefined {
  const plain = path.replace(/\/+$/, '');
  return accountPlaces.find((place) => place.path === plain);
}
