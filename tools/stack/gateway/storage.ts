import { Hono } from 'hono';
import { errorCodes, type Forward } from './storage-error.ts';
import { listFolder } from './storage-list.ts';
import { attachment, objectInfo } from './storage-objects.ts';
import { linkList, relativeLink, relativeUploadLink, validateLink } from './storage-links.ts';
import { uploadObject } from './storage-upload.ts';

/** Storage in front of lite's: what is not named here is forwarded as it is. */
export function storageShim(options: { forward: Forward; jwtSecret: string }): Hono {
  const { forward, jwtSecret } = options;
  const app = new Hono();
  app.use(errorCodes);
  app.get('/object/sign/:bucket/*', validateLink(jwtSecret), attachment(forward));
  app.put('/object/upload/sign/:bucket/*', validateLink(jwtSecret), uploadObject(forward));
  app.post('/object/upload/sign/:bucket/*', relativeUploadLink(forward));
  app.post('/object/sign/:bucket', linkList(forward));
  app.post('/object/sign/:bucket/*', relativeLink(forward));
  app.post('/object/list/:bucket', listFolder(forward));
  app.get('/object/info/:bucket/*', objectInfo(forward));
  for (const path of ['/object/move', '/object/copy']) app.post(path, (c) => forward(c.req.raw));
  app.post('/object/:bucket/*', uploadObject(forward));
  app.put('/object/:bucket/*', uploadObject(forward));
  app.get('/object/*', attachment(forward));
  app.all('/*', (c) => forward(c.req.raw));
  return app;
}
