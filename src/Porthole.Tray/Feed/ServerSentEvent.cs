namespace Porthole.Tray.Feed;

/// <summary>One event of an event stream.</summary>
/// <param name="Type">Its <c>event</c> field; <c>message</c> when it had none.</param>
/// <param name="Data">Its <c>data</c> lines, joined by line feeds, as UTF-8. Valid until the next read.</param>
internal readonly record struct ServerSentEvent(string Type, ReadOnlyMemory<byte> Data);
