import { AccountApi } from './api/account';
import { ActivityApi } from './api/activity';
import { ApiKeysApi } from './api/api-keys';
import { AlbumsApi } from './api/albums';
import { AdministrationApi } from './api/administration';
import { BrowseApi } from './api/browse';
import { Credentials, type Exclusive } from './api/credentials';
import { FactorsApi } from './api/factors';
import type { Fetch } from './api/http';
import { LimitsApi } from './api/limits';
import { MediaApi } from './api/media';
import { broadcastTabChannel } from './api/tab-channel';
import { SessionApi } from './api/session';
import { StatusApi } from './api/status';
import { Transport } from './api/transport';
import { tusSender, type SendFile } from './api/tus';
import { UploadsApi } from './api/uploads';
import { workerHasher, type HashFile } from './files/hasher';
import { Notices } from './state/notices.svelte';
import { RetryPolicy } from './state/retry-policy';
import { Placeholders } from './state/placeholders';
import { Router } from './state/router.svelte';
import { ServiceWatch } from './state/service-watch.svelte';
import { Session } from './state/session.svelte';
import { StepUp } from './state/step-up.svelte';
import { Shortcuts } from './state/shortcuts.svelte';
import { Preferences } from './storage/preferences';
import { StoredUploadRecords, type UploadRecords } from './storage/upload-records';

/** Everything that lives as long as the page. */
export interface Momento {
  session: Session;
  router: Router;
  notices: Notices;
  account: AccountApi;
  activity: ActivityApi;
  apiKeys: ApiKeysApi;
  factors: FactorsApi;
  stepUp: StepUp;
  administration: AdministrationApi;
  media: MediaApi;
  albums: AlbumsApi;
  browse: BrowseApi;
  limits: LimitsApi;
  uploads: UploadsApi;
  send: SendFile;
  hash: HashFile;
  records: UploadRecords;
  preferences: Preferences;
  placeholders: Placeholders;
  shortcuts: Shortcuts;
  services: ServiceWatch;
}

/** Wires the page together. */
export function bootstrap(fetch: Fetch = (...request) => window.fetch(...request)): Momento {
  const sessionApi = new SessionApi(fetch);
  const credentials = new Credentials(() => sessionApi.renew(), {
    exclusive: oneTabAtATime,
    tabs: broadcastTabChannel(),
  });
  const preferences = new Preferences();
  const transport = new Transport(fetch, credentials);
  const status = new StatusApi(fetch);
  const factors = new FactorsApi(transport);
  const stepUp = new StepUp(factors);
  transport.onStepUp = () => stepUp.demand();
  return {
    session: new Session(sessionApi, credentials, { preferences, retryPolicy: new RetryPolicy() }),
    router: new Router(),
    notices: new Notices(),
    account: new AccountApi(transport),
    activity: new ActivityApi(transport),
    apiKeys: new ApiKeysApi(transport),
    factors,
    stepUp,
    administration: new AdministrationApi(transport),
    media: new MediaApi(transport, fetch),
    albums: new AlbumsApi(transport),
    browse: new BrowseApi(transport),
    limits: new LimitsApi(fetch),
    uploads: new UploadsApi(transport),
    send: tusSender(credentials, window),
    hash: workerHasher(),
    records: new StoredUploadRecords(),
    preferences,
    placeholders: new Placeholders(),
    shortcuts: new Shortcuts(preferences),
    services: new ServiceWatch(() => status.status()),
  };
}

const oneTabAtATime: Exclusive = async (task) => navigator.locks.request('momento-session', task);
