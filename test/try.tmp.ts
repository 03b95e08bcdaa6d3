import { startSystem } from '@scrip/local';
const t=performance.now();
const s = await startSystem({ stateDir: '/tmp/sysA', ports: 'free', services: ['cards','ledger','points','tiering','notifications'], build: false });
console.log('up', performance.now()-t); console.log(JSON.stringify(s.describe().services), s.describe().issuer);
process.on('SIGINT', async () => { await s.stop(); process.exit(0); });
setInterval(() => {}, 1000);
