package io.lockstep.storage;

/** The storage that other tests stand on keeps the contract too. */
class TestingStorageTest extends StorageContractTest {
  private final TestingStorage storage = new TestingStorage();

  @Override
  protected Storage open() {
    return storage;
  }

  @Override
  protected void leaveTemporary(String folder, String temporary) {
    storage.leave(folder + "/" + temporary);
  }
}
