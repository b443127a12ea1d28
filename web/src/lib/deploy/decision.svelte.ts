import type { Preflight } from '$shared/contracts/deployments.ts';
import {
  deployModel,
  findDeployment,
  newestDeployment,
  preflight,
  rollBack,
  type Decided,
} from '$lib/data/deployments.ts';
import { evaluateModels, newestComparison, type KeptComparison } from '$lib/data/evaluate.ts';
import { asFailure, type Failure } from '$lib/data/failure.ts';
import { readLedger, type Entry } from '$lib/data/ledger.ts';
import { findModel } from '$lib/data/models.ts';
import { checksFor } from './say-preflight.ts';
import type { Wish } from './wish.ts';

export type ThresholdChoice = 'own' | 'chosen' | 'now' | 'other';

/** One decision from the first look to the last word: what is in use, the checks, the comparison, what the person says. */
export class Decision {
  readonly wish: Wish;
  /** What is in use while the person decides; null: nothing. Undefined until it is known. */
  now = $state.raw<(Decided & { name: string }) | null | undefined>();
  /** The model's own threshold. */
  own = $state<number | null>(null);
  /** What a roll-back goes to. */
  earlier = $state.raw<Decided | null>(null);
  preflight = $state.raw<Preflight | null>(null);
  kept = $state.raw<KeptComparison | null>(null);
  /** Why it could not be looked at. */
  lookFailure = $state.raw<Failure | null>(null);
  /** Why the server did not do it. */
  failure = $state.raw<Failure | null>(null);
  /** Who decided something else while this was open. */
  overtaken = $state.raw<Entry | null>(null);
  looking = $state(false);
  comparing = $state(false);
  busy = $state(false);

  choice = $state<ThresholdChoice>('own');
  /** Per cent, as typed. */
  other = $state<number | null>(null);
  reason = $state('');
  override = $state('');

  constructor(wish: Wish) {
    this.wish = wish;
    if (wish.threshold !== undefined) this.choice = 'chosen';
    void this.look();
  }

  get rollsBack(): boolean {
    return this.wish.rollBackTo !== undefined;
  }
  /** The model is in use already: only its threshold can change. */
  get onlyThreshold(): boolean {
    return !this.rollsBack && this.now?.modelId === this.wish.model.id;
  }
  get threshold(): number | null {
    if (this.rollsBack) return this.earlier?.threshold ?? null;
    if (this.choice === 'own') return this.own;
    if (this.choice === 'chosen') return this.wish.threshold ?? null;
    if (this.choice === 'now') return this.now?.threshold ?? null;
    return this.other === null ? null : this.other / 100;
  }
  get checks() {
    return this.preflight ? checksFor(this.preflight, this.rollsBack) : [];
  }
  get blocked(): boolean {
    return this.checks.some(({ result }) => result === 'failed');
  }
  /** The same model with the same threshold is in use. */
  get nothingNew(): boolean {
    return this.now?.modelId === this.wish.model.id && this.now.threshold === this.threshold;
  }

  /** The other model of the comparison that counts: the one in use, none for that one itself. */
  get #against(): number | null {
    return !this.now || this.now.modelId === this.wish.model.id ? null : this.now.modelId;
  }

  /** Looks at everything that a person should know, and checks the model. */
  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    this.lookFailure = null;
    try {
      const { model, rollBackTo } = this.wish;
      const [now, own, earlier] = await Promise.all([
        newestDeployment(),
        findModel(model.id),
        rollBackTo === 'newest' ? newestDeployment(model.id) : this.#deployment(rollBackTo),
      ]);
      const name = now ? ((await findModel(now.modelId))?.name ?? '') : '';
      this.now = now && { ...now, name };
      this.own = own?.threshold ?? null;
      this.earlier = earlier;
      const [checked, kept] = await Promise.all([
        preflight(model.id),
        this.rollsBack ? null : newestComparison(model.id, this.#against),
      ]);
      this.preflight = checked;
      this.kept = kept;
    } catch (error) {
      this.lookFailure = asFailure(error);
    } finally {
      this.looking = false;
    }
  }

  async #deployment(id: number | undefined): Promise<Decided | null> {
    if (id === undefined) return null;
    return await findDeployment(id);
  }

  /** Measures the model against the one in use, which keeps the comparison, and looks again. */
  async compareAgain(): Promise<void> {
    this.comparing = true;
    this.lookFailure = null;
    try {
      await evaluateModels(this.wish.model.id, this.#against);
    } catch (error) {
      this.lookFailure = asFailure(error);
    } finally {
      this.comparing = false;
    }
    if (!this.lookFailure) await this.look();
  }

  /** True when the server has agreed. Where somebody else was first it is said who, and everything is looked at anew. */
  async decide(): Promise<boolean> {
    const { threshold, earlier } = this;
    if (threshold === null || this.now === undefined) return false;
    this.busy = true;
    this.failure = null;
    this.overtaken = null;
    try {
      const said = {
        reason: this.reason.trim(),
        seen: this.now?.id ?? 0,
        override: this.blocked ? this.override.trim() : null,
      };
      if (this.rollsBack && earlier) await rollBack(earlier.id, said);
      else await deployModel(this.wish.model.id, threshold, this.kept?.id ?? null, said);
      return true;
    } catch (error) {
      this.failure = asFailure(error);
      if (this.failure.code === 'deployment_changed') {
        this.overtaken = await readLedger({ newest: 1 }).then(
          (entries) => entries[0] ?? null,
          () => null,
        );
        void this.look();
      }
      return false;
    } finally {
      this.busy = false;
    }
  }
}
