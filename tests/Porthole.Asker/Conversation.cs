using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Porthole.PortMapping;

namespace Porthole.Asker;

/// <summary>
/// One line in, one line out:
/// <code>
///   upnp map tcp 192.168.1.20:80 8080 600      granted 8080 for 600 s
///   pcp map tcp 192.168.1.20:80 8080 600       refused OnlyForAsker 5: …
///   upnp address                               granted 11.0.0.1
///   upnp read tcp 8080                         granted 192.168.1.20:80
///   upnp unmap tcp 192.168.1.20:80 8080        granted
/// </code>
/// What the session notices stands between them, marked with an exclamation mark.
/// </summary>
internal sealed class Conversation(GatewaySession session, long started)
{
    private readonly ConcurrentDictionary<MappingProtocol, IGatewayProtocol> _found = [];

    public static MappingProtocol Kind(string name) => name switch
    {
        "pcp" => MappingProtocol.Pcp,
        "nat-pmp" => MappingProtocol.NatPmp,
        "upnp" => MappingProtocol.UpnpIgd,
        _ => throw new ArgumentException($"'{name}' is no protocol."),
    };

    public async Task RunAsync()
    {
        var watching = Task.Run(WatchAsync);
        while (await Console.In.ReadLineAsync() is { } line)
            Console.WriteLine(await AnswerAsync(line.Split(' ')));
        await session.DisposeAsync();
        await watching;
    }

    private async Task WatchAsync()
    {
        await foreach (var what in session.Events.ReadAllAsync())
        {
            switch (what)
            {
                case GatewayEvent.ProtocolFound { Protocol: var protocol }:
                    _found[protocol.Kind] = protocol;
                    Tell($"found {protocol.Name}");
                    break;
                case GatewayEvent.ProtocolLost lost:
                    _found.TryRemove(lost.Protocol, out _);
                    Tell($"lost {lost.Protocol}: {lost.Evidence}");
                    break;
                case GatewayEvent.SearchEnded ended:
                    Tell($"ended with {string.Join(',', ended.Found)}");
                    break;
                case GatewayEvent.Restarted restarted:
                    Tell($"restarted: {restarted.Evidence}");
                    break;
            }
        }
    }

    private void Tell(string what) => Console.WriteLine($"! {what} after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.00} ms");

    private async Task<string> AnswerAsync(string[] words)
    {
        if (!_found.TryGetValue(Kind(words[0]), out var protocol))
            return "absent";
        return words[1..] switch
        {
            ["address"] => Say(await protocol.GetExternalAddressAsync(CancellationToken.None), address => $" {address}"),
            ["map", var transport, var inner, var outer, var lease] =>
                Say(await protocol.MapAsync(Request(transport, inner, outer, lease), CancellationToken.None), Describe),
            ["unmap", var transport, var inner, var outer] =>
                Say(await protocol.UnmapAsync(Mapping(protocol.Kind, transport, inner, outer), CancellationToken.None), _ => ""),
            ["read", var transport, var outer] =>
                Say(await protocol.ReadAsync(Transported(transport), ushort.Parse(outer), CancellationToken.None), entry => $" {entry.InternalAddress}:{entry.InternalPort}"),
            _ => throw new ArgumentException($"'{string.Join(' ', words)}' is no question."),
        };
    }

    private static string Say<T>(GatewayResult<T> result, Func<T, string> describe)
        where T : notnull =>
        result.IsGranted ? "granted" + describe(result.Value) : $"refused {result.Refusal.Reason} {result.Refusal.Code}: {result.Refusal.Evidence}";

    private static string Describe(Mapping mapping) =>
        $" {mapping.ExternalPort} {(mapping.Lease is { } lease ? $"for {lease.TotalSeconds:0} s" : "for ever")}";

    private static Transport Transported(string name) => name == "udp" ? Transport.Udp : Transport.Tcp;

    private static MappingRequest Request(string transport, string inner, string outer, string lease) => new()
    {
        Transport = Transported(transport),
        Internal = IPEndPoint.Parse(inner),
        ExternalPort = ushort.Parse(outer),
        Lease = TimeSpan.FromSeconds(int.Parse(lease)),
    };

    private static Mapping Mapping(MappingProtocol kind, string transport, string inner, string outer) => new()
    {
        Via = kind,
        Transport = Transported(transport),
        Internal = IPEndPoint.Parse(inner),
        ExternalPort = ushort.Parse(outer),
        GrantedAt = default,
    };
}
