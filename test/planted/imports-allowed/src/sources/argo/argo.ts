export const argo = { type: 'argo' }
