using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery.Dhip;
using Porthole.Agent.Devices.Discovery.Looking;
using Porthole.Agent.Devices.Discovery.Mdns;
using Porthole.Agent.Devices.Discovery.Merging;
using Porthole.Agent.Devices.Discovery.Onvif;
using Porthole.Agent.Devices.Discovery.Sadp;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Ssdp;
using Porthole.Agent.Devices.Discovery.Xmeye;
using Porthole.Agent.Devices.Neighbours;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Discovery;

/// <summary>Looks for cameras with every protocol at once.</summary>
/// <param name="neighbours">The system's neighbour table.</param>
/// <param name="router">Finds the default gateway, which is never taken for a camera; null when there is none.</param>
/// <param name="time">The clock.</param>
internal sealed class DeviceDiscovery(INeighbourTable neighbours, Func<IPAddress?> router, TimeProvider time) : IDeviceDiscovery
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);

    private static readonly ImmutableArray<ISearchProtocol> Protocols =
        [new WsDiscoveryProtocol(), new SadpProtocol(), new DhipProtocol(), new XmeyeProtocol(), new MdnsProtocol(), new SsdpProtocol()];

    /// <summary>With this PC's own neighbour table and router.</summary>
    public static DeviceDiscovery OfThisPc(TimeProvider time) => new(new SystemNeighbours(), () => GatewayLocator.Locate()?.Address, time);

    public async Task<ImmutableArray<DiscoveredDevice>> SearchAsync(DiscoveryOptions options, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken)
    {
        var networks = options.Networks ?? SearchNetworks.All();
        var assembler = new DeviceAssembler(networks, options.Targets);
        using var duration = new CancellationTokenSource(options.Duration, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(duration.Token, cancellationToken);
        using var followUp = new FollowUp(time, address => networks.Any(network => network.Contains(address)) || options.Targets.Contains(address), ends.Token);
        SightingBook? book = null;
        book = new SightingBook(sighting => followUp.On(sighting, book!));

        List<Task> searches = [.. Protocols.Select(protocol => new Search(protocol, options, networks, book, time).RunAsync(ends.Token))];
        if (options.LookAtNeighbours) searches.Add(new NeighbourLook(neighbours, followUp, router(), time).RunAsync(networks, book, ends.Token));
        if (progress is not null) searches.Add(TellAsync(progress, options.Duration, book, assembler, ends.Token));
        await Task.WhenAll(searches);
        await followUp.EndAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return Assemble(book, assembler);
    }

    private async Task TellAsync(IProgress<DiscoveryProgress> progress, TimeSpan duration, SightingBook book, DeviceAssembler assembler, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(TellEvery, time);
        try
        {
            do progress.Report(new DiscoveryProgress(time.GetElapsedTime(start), duration, Assemble(book, assembler)));
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The search is over.
        }
    }

    private static ImmutableArray<DiscoveredDevice> Assemble(SightingBook book, DeviceAssembler assembler)
    {
        var (sightings, lookedAt) = book.Read();
        return assembler.Assemble(sightings, lookedAt);
    }
}
