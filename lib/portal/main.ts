/** The portal's process: Next behind its door, on loopback only. */
import http from 'node:http';
import next from 'next';
import { outliveOutput } from '../machine/output.ts';
import { makeToken } from './access.ts';
import { answerAtDoor, type Door, mayUpgrade } from './door.ts';

outliveOutput();
const LOOPBACK = '127.0.0.1';
const port = Number(process.env.PORT);
const data = process.env.MIRROR_PORTAL_DATA;
if (!port || !data) throw new Error('PORT and MIRROR_PORTAL_DATA are not set: start the portal with npm start');

/** `ask.ts` reaches the engine only behind a door. */
process.env.MIRROR_PORTAL_DOOR = String(port);
// With the program that started it.
process.on('disconnect', () => process.exit(0));

const isDevelopment = process.env.NODE_ENV === 'development';
const portal = next({ dev: isDevelopment, hostname: LOOPBACK, port });
await portal.prepare();
const handle = portal.getRequestHandler();
/** One request that Next cannot answer must not end the others. */
const giveUp = (what: { destroy(): unknown }) => (error: unknown) => {
  console.error(error);
  what.destroy();
};
const door: Door = {
  port,
  data,
  token: makeToken(data),
  isDevelopment,
  serve: (request, response) => void handle(request, response).catch(giveUp(response)),
};
const server = http.createServer((request, response) => answerAtDoor(door, request, response));
if (isDevelopment) {
  const upgrade = portal.getUpgradeHandler();
  server.on('upgrade', (request, socket, head) =>
    mayUpgrade(door, request) ? void upgrade(request, socket, head).catch(giveUp(socket)) : socket.destroy(),
  );
}
server.listen(port, LOOPBACK);
