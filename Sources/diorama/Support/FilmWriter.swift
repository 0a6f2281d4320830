import DioramaMath

final class FilmWriter {
  init(to: String) throws {}
  func wants(episode: Int) -> Bool { false }
  func add(_ image: Image) throws {}
  func finish() throws {}
}
