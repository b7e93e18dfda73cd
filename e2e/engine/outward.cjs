/**
 * Preloaded by `calls-nobody.test.ts` into each process of a run: writes down each program, and each try to leave the machine by Node's own
 * means, by name or by address.
 */
const { appendFileSync } = require('node:fs');
const dns = require('node:dns');
const net = require('node:net');
const path = require('node:path');

const file = process.env.OUTWARD_LOG;
const told = (text) => file && appendFileSync(file, `${text}\n`);
const isHere = (host) => host === undefined || host === 'localhost' || host === '::1' || /^127\./.test(host);

told(`program ${path.basename(process.argv[1] ?? '')}`);
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const to = typeof first === 'object' && first !== null ? first : { port: first, host: second };
  if (to.path === undefined && !isHere(to.host)) told(`connect ${to.host}`);
  return connect.apply(this, args);
};
for (const owner of [dns, dns.promises])
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
    const ask = owner[name];
    owner[name] = (host, ...rest) => {
      if (!isHere(host) && net.isIP(host) === 0) told(`look up ${host}`);
      return ask.call(owner, host, ...rest);
    };
  }
const { spawn } = require('node:child_process').ChildProcess.prototype;
require('node:child_process').ChildProcess.prototype.spawn = function (options) {
  told(`start ${(options.args ?? []).map((word) => path.basename(word)).join(' ')}`);
  return spawn.call(this, options);
};
