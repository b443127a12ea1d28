import { Upload } from './upload.svelte.ts';

/** The files that a person has chosen, until they are sent. */
export class Uploads {
  list = $state.raw<Upload[]>([]);
  busy = $state(false);

  add(files: File[]): void {
    this.list = [...this.list, ...files.map((file) => new Upload(file))];
  }

  remove(upload: Upload): void {
    upload.cancel();
    this.list = this.list.filter((each) => each !== upload);
  }

  /**
   * Sends what waits one after the other, so that a slow line finishes one file before it starts the next; files that
   * are added meanwhile wait for the next time. Resolves with how many were sent.
   */
  async send(which: Upload[], onsent: () => void): Promise<number> {
    this.busy = true;
    let sent = 0;
    for (const upload of which) {
      // It may have been taken off the list while others were sent.
      if (!this.list.includes(upload)) continue;
      await upload.send();
      if (upload.state !== 'sent') continue;
      sent++;
      onsent();
    }
    this.busy = false;
    this.list = this.list.filter((upload) => upload.state !== 'sent');
    return sent;
  }
}
