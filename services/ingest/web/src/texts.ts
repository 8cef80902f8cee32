import { access } from './texts/access';
import { account } from './texts/account';
import { activity } from './texts/activity';
import { albums } from './texts/albums';
import { factors } from './texts/factors';
import { gallery } from './texts/gallery';
import { info } from './texts/info';
import { invitations } from './texts/invitations';
import { keyboard } from './texts/keyboard';
import { keys } from './texts/keys';
import { organise } from './texts/organise';
import { password } from './texts/password';
import { people } from './texts/people';
import { problems } from './texts/problems';
import { profile } from './texts/profile';
import { provider } from './texts/provider';
import { search } from './texts/search';
import { sessions } from './texts/sessions';
import { shell } from './texts/shell';
import { status } from './texts/status';
import { stepUp } from './texts/step-up';
import { timeline } from './texts/timeline';
import { upload } from './texts/upload';
import { viewer } from './texts/viewer';
import { yourData } from './texts/your-data';

/** Every English sentence and word of the page, by area. */
export const texts = {
  name: 'Momento',
  claim: 'Your photos and videos, kept safely in your own storage.',
  access,
  provider,
  shell,
  status,
  search,
  gallery,
  timeline,
  upload,
  viewer,
  organise,
  albums,
  info,
  keyboard,
  account,
  profile,
  sessions,
  keys,
  password,
  activity,
  yourData,
  factors,
  stepUp,
  people,
  invitations,
  problems,
} as const;
