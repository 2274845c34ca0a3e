using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery.Merging;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Discovery.Searching;

/// <summary>One protocol's part in a search: its sockets on every network, its questions, three times, and its answers.</summary>
internal sealed class Search(ISearchProtocol protocol, DiscoveryOptions options, ImmutableArray<LocalNetwork> networks, SightingBook book, TimeProvider time)
{
    /// <summary>
    /// UDP loses datagrams, and cameras that are busy drop what comes in a burst: asked at once, after 0.3 s and after 1 s.
    /// An answer to the last question still has the rest of the search to arrive in.
    /// </summary>
    private static readonly ImmutableArray<TimeSpan> Pauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(700)];

    private readonly List<(SearchSocket Socket, ImmutableArray<IPEndPoint> Targets)> _sockets = [];

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Open();
        try
        {
            await Task.WhenAll(_sockets.Select(entry => entry.Socket.ReceiveAsync(Take, time, cancellationToken)).Append(AskAsync(cancellationToken)));
        }
        finally
        {
            foreach (var (socket, _) in _sockets) socket.Dispose();
        }
    }

    private void Open()
    {
        var port = protocol.PortIn(options.Ports);
        if (options.Multicast)
        {
            foreach (var network in networks)
            {
                var everybody = Everybody(network, port);
                Keep(SearchSocket.ToAsk(network.LocalAddress), everybody);
                if (protocol.AnswersToAll) Keep(SearchSocket.ToHear(network.LocalAddress, protocol.Group, port), everybody);
            }
        }

        if (!options.Targets.IsEmpty) Keep(SearchSocket.ToAsk(IPAddress.Any), [.. options.Targets.Select(target => new IPEndPoint(target, port))]);
    }

    private ImmutableArray<IPEndPoint> Everybody(LocalNetwork network, int port)
    {
        var addresses = new List<IPAddress>();
        if (protocol.Group is { } group) addresses.Add(group);

        // To all ones, which a device on a wrong network hears too; and to the network's own, which leaves by the right card always.
        if (protocol.Broadcasts) addresses.AddRange([IPAddress.Broadcast, network.BroadcastAddress()]);
        return [.. addresses.Select(address => new IPEndPoint(address, port))];
    }

    private void Keep(SearchSocket? socket, ImmutableArray<IPEndPoint> targets)
    {
        if (socket is not null) _sockets.Add((socket, targets));
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var pause in Pauses)
            {
                await Task.Delay(pause, time, cancellationToken);
                foreach (var question in protocol.Questions())
                {
                    foreach (var (socket, targets) in _sockets)
                    {
                        foreach (var target in targets) await socket.SendAsync(question, target, cancellationToken);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The search is over.
        }
    }

    private void Take(ReadOnlyMemory<byte> datagram, IPAddress from)
    {
        foreach (var sighting in protocol.Read(datagram, from)) book.Add(sighting);
    }
}
