import fs from 'node:fs'
import { cloudmonitor } from './src/sources/cloudmonitor/cloudmonitor.ts'
const C={settings:{},receivedAt:1}
for (const [f,ct] of [['event-a-02-maintenance-reboot-scheduled.json'],['event-b-02-subscription-push.form']]) {
 const body=fs.readFileSync('src/sources/cloudmonitor/fixtures/'+f); const q={method:'POST',path:'',query:'',headers:{},body}
 for(let r=0;r<3;r++){const t=performance.now(); for(let i=0;i<20000;i++) cloudmonitor.read(q,C); console.log(f,'us/read', (performance.now()-t)/20)}
 const t=performance.now(); for(let i=0;i<20000;i++) JSON.parse(body.toString().startsWith('{')?body.toString():'{}'); console.log('parse only', (performance.now()-t)/20)
}
