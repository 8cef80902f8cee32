import type { Component } from 'svelte';
import type { User } from '../../api/session';
import { PATHS } from '../../state/router.svelte';
import { texts } from '../../texts';
import type { IconName } from '../shell/icons';

/** A page of the account area. */
export interface AccountPage {
  path: string;
  name: string;
  icon: IconName;
  /** Fetches the page's code, which a visitor does not load first. */
  load: () => Promise<{ default: Component }>;
  /** Whether it is for administrators alone. */
  administrators?: true;
}

/** The pages of the account area in the order of its navigation. The first one stands at `/account` itself. */
export const accountPages: readonly AccountPage[] = [
  {
    path: PATHS.account,
    name: texts.profile.title,
    icon: 'person',
    load: () => import('./profile/ProfilePage.svelte'),
  },
  {
    path: '/account/sessions',
    name: texts.sessions.title,
    icon: 'devices',
    load: () => import('./sessions/SessionsPage.svelte'),
  },
  {
    path: '/account/password',
    name: texts.password.title,
    icon: 'lock',
    load: () => import('./password/PasswordPage.svelte'),
  },
  {
    path: PATHS.factors,
    name: texts.factors.title,
    icon: 'shield',
    load: () => import('./factors/FactorsPage.svelte'),
  },
  {
    path: '/account/keys',
    name: texts.keys.title,
    icon: 'key',
    load: () => import('./keys/KeysPage.svelte'),
  },
  {
    path: '/account/activity',
    name: texts.activity.title,
    icon: 'history',
    load: () => import('./activity/ActivityPage.svelte'),
  },
  {
    path: PATHS.yourData,
    name: texts.yourData.title,
    icon: 'door',
    load: () => import('./your-data/YourDataPage.svelte'),
  },
  {
    path: PATHS.people,
    name: texts.people.title,
    icon: 'people',
    load: () => import('./people/PeoplePage.svelte'),
    administrators: true,
  },
  {
    path: PATHS.invitations,
    name: texts.invitations.title,
    icon: 'link',
    load: () => import('./people/InvitationsPage.svelte'),
    administrators: true,
  },
];

/** The pages that a user has. */
export function pagesFor(user: User): readonly AccountPage[] {
  return accountPages.filter(({ administrators }) => !administrators || user.role === 'administrator');
}

/** The page at an address, among those given; a slash at its end makes no difference. */
export function pageAt(path: string, among: readonly AccountPage[] = accountPages): AccountPage | undefined {
  const plain = path.replace(/\/+$/, '');
  return among.find((page) => page.path === plain);
}
