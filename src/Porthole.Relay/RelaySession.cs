using System.Net;

namespace Porthole.Relay;

/// <summary>A connection or UDP session at one moment.</summary>
/// <param name="Id">Its number, unique in the host's lifetime.</param>
/// <param name="Source">The viewer's address and port; IPv4 even when it came in over an IPv6 socket.</param>
/// <param name="Target">The device's address and port it was admitted for.</param>
/// <param name="Started">When it was admitted.</param>
/// <param name="Age">How long it has lived, or had lived when it ended.</param>
/// <param name="BytesIn">Bytes from the viewer to the device.</param>
/// <param name="BytesOut">Bytes from the device to the viewer.</param>
public sealed record RelaySession(long Id, IPEndPoint Source, IPEndPoint Target, DateTimeOffset Started, TimeSpan Age, long BytesIn, long BytesOut);
