/** Where the instances of services are. */
export interface Discovery {
  /**
   * Origins (`http://host:port`) of the service's instances, without repetition, in an order that stays the
   * same while they do; none for a service that is not known. Cheap: answers from memory.
   */
  instances(service: string): readonly string[];
  /** Calls back after the instances of any service have changed. Answers what ends that; again is no error. */
  onChange?(listener: () => void): () => void;
  /** Releases what it holds; nothing is called back from then on. */
  close(): Promise<void>;
}
