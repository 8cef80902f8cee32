import { isAbort, ProblemError } from '../../api/problem';
import { RetryPolicy } from '../../state/retry-policy';

/** Whether bytes come from an address; `unknown` where the page's policy lets only the player ask. */
export type Reachable = 'yes' | 'no' | 'unknown';

export type FilmState =
  | { is: 'playable' }
  /** The bytes come, and the browser can make nothing of them. */
  | { is: 'unplayable' }
  /** The bytes do not come, for whatever reason a `sentence` gives. */
  | { is: 'away'; sentence: string };

export interface FilmOptions {
  /** Asks for a link to the film that soon expires; throws ProblemError. */
  link: () => Promise<string>;
  reachable: (address: string) => Promise<Reachable>;
  onState: (state: FilmState) => void;
  retryPolicy?: RetryPolicy;
}

/** Milliseconds before each further try at one place of the film: a link that has expired needs none. */
const PAUSES = [0, 1_000, 4_000];
/** Seconds within which two failures count as being at one place. */
const ONE_PLACE = 1;

type Player = Pick<
  HTMLVideoElement,
  'addEventListener' | 'currentTime' | 'error' | 'paused' | 'play' | 'playbackRate' | 'readyState' | 'src'
>;

/**
 * Plays a film from links that expire. When the player can get no more bytes it is given a new link and goes on where it
 * was: same place, playing or paused, at the same speed; sound and size are the player's own and stay.
 *
 * An error of the player does not say whether a link expired, a network broke or a codec is missing (HTML, "media error
 * codes"), so only a film whose bytes come and still cannot be decoded is called unplayable.
 */
export class Film {
  readonly #player: Player;
  readonly #options: FilmOptions;
  readonly #retryPolicy: RetryPolicy;
  readonly #left = new AbortController();
  #opening = false;
  #away = false;
  /** Whether any link has given what a browser can play, and whether the present one has. */
  #playable = false;
  #delivered = false;
  #position = 0;
  #playing = false;
  #rate = 1;
  #failures = 0;
  #failedAt = -Infinity;

  constructor(player: Player, options: FilmOptions) {
    this.#player = player;
    this.#options = options;
    this.#retryPolicy = options.retryPolicy ?? new RetryPolicy();
    const { signal } = this.#left;
    const hear = (name: string, handle: () => unknown) => player.addEventListener(name, handle, { signal });
    hear('loadedmetadata', () => this.#loaded());
    for (const name of ['timeupdate', 'ratechange']) hear(name, () => this.#moved());
    // Somebody may look for another place while a new link is on its way.
    hear('seeking', () => (this.#position = player.currentTime));
    hear('play', () => (this.#playing = true));
    hear('pause', () => (this.#playing = false));
    hear('error', () => void this.#failed());
    window.addEventListener('online', () => this.#away && this.again(), { signal });
  }

  /** Loads the film, unless it has been. */
  start(): void {
    if (this.#player.src === '') void this.#open(0);
  }

  /** Begins anew after the film could not be had. */
  again(): void {
    this.#failures = 0;
    void this.#open(0);
  }

  /** Gives up whatever is under way. */
  leave(): void {
    this.#left.abort();
  }

  async #open(pauseMilliseconds: number): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    const { signal } = this.#left;
    try {
      if (pauseMilliseconds > 0) await rest(pauseMilliseconds, signal);
      const onFailure = ({ message }: ProblemError) => this.#say({ is: 'away', sentence: message });
      const address = await this.#retryPolicy.run(() => this.#options.link(), { signal, onFailure });
      signal.throwIfAborted();
      this.#say({ is: 'playable' });
      this.#give(address);
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof ProblemError)) throw error;
      this.#say({ is: 'away', sentence: error.message });
    } finally {
      this.#opening = false;
    }
  }

  /** Before it knows the film, a player keeps a place that it is given, and begins there (HTML, "default playback start position"). */
  #give(address: string): void {
    const [player, playing, rate] = [this.#player, this.#playing, this.#rate];
    this.#delivered = false;
    player.src = address;
    if (this.#position > 0) player.currentTime = this.#position;
    player.playbackRate = rate;
    // A browser that lets nothing play by itself leaves it paused, and its user presses the button.
    if (playing) player.play().catch(() => undefined);
  }

  #loaded(): void {
    this.#playable = this.#delivered = true;
  }

  /** Notes where the film is; loading anew moves a player too, before it knows anything. */
  #moved(): void {
    const { readyState, error, currentTime, playbackRate } = this.#player;
    if (readyState === 0 || error !== null) return;
    this.#position = currentTime;
    this.#rate = playbackRate;
  }

  async #failed(): Promise<void> {
    const { error, src } = this.#player;
    if (error === null || src === '') return;
    const elsewhere = Math.abs(this.#position - this.#failedAt) > ONE_PLACE;
    this.#failures = this.#delivered && elsewhere ? 1 : this.#failures + 1;
    this.#failedAt = this.#position;
    if (await this.#isUnplayable(error.code, src)) return this.#say({ is: 'unplayable' });
    const pause = PAUSES[this.#failures - 1];
    if (pause === undefined) this.#say({ is: 'away', sentence: '' });
    else await this.#open(pause);
  }

  async #isUnplayable(code: number, address: string): Promise<boolean> {
    if (code === UNDECODABLE) return this.#failures > 1;
    if (code !== UNSUPPORTED || this.#playable) return false;
    const reachable = await this.#options.reachable(address);
    return reachable === 'yes' || (reachable === 'unknown' && this.#failures > 1);
  }

  #say(state: FilmState): void {
    if (this.#left.signal.aborted) return;
    this.#away = state.is === 'away';
    this.#options.onState(state);
  }
}

/** `MediaError.MEDIA_ERR_DECODE` and `MEDIA_ERR_SRC_NOT_SUPPORTED`. */
const UNDECODABLE = 3;
const UNSUPPORTED = 4;

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
