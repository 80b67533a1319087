/** Where a resource of version 3 is: its path and its name (contract C.1). */
export interface Place {
  readonly path: string
  readonly crn: string
}

export function groupPlace(clusterId: string, group: string): Place {
  return {
    path: `/v3/clusters/${clusterId}/consumer-groups/${segment(group)}`,
    crn: `kafka=${clusterId}/consumer-group=${group}`,
  }
}

/** A consumer's; without an id, that of all consumers of the group. */
export function consumerPlace(group: Place, id: string): Place {
  const path = `${group.path}/consumers`
  return { path: id === '' ? path : `${path}/${segment(id)}`, crn: `${group.crn}/consumer=${id}` }
}

export function assignmentPlace(consumer: Place, topic: string, partition: number): Place {
  return {
    path: `${consumer.path}/assignments/${topic}/partitions/${partition}`,
    crn: `${consumer.crn}/assignment=${topic}/partition=${partition}`,
  }
}

export function lagPlace(group: Place, topic: string, partition: number): Place {
  return {
    path: `${group.path}/lags/${topic}/partitions/${partition}`,
    crn: `${group.crn}/lag=${topic}/partition=${partition}`,
  }
}

/** Groups and consumers can have any name: a link must lead to them all the same. */
function segment(name: string): string {
  return encodeURIComponent(name.toWellFormed())
}
