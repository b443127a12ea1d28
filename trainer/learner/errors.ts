/** What the learner refuses to do, in a sentence for the person who brought the data. */
export class LearnerError extends Error {
  readonly code: 'bad_data' | 'single_class';
  constructor(code: LearnerError['code'], message: string) {
    super(message);
    this.name = 'LearnerError';
    this.code = code;
  }
}
