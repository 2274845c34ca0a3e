using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Router;
using Porthole.Simulation.Router.Pcp;
using Porthole.Simulation.Router.Ssdp;
using Porthole.Simulation.Router.Upnp;

namespace Porthole.Simulation;

/// <summary>
/// A home router inside this process: it speaks SSDP, UPnP IGD, NAT-PMP and PCP on a loopback address and
/// really forwards what it maps, from its WAN address to the device.
/// </summary>
/// <remarks>
/// It writes and reads every format by itself, from the specifications, and behaves like miniupnpd unless its
/// options or <see cref="Quirks"/> say otherwise. The device sees the viewer's own address, as behind a NAT,
/// where that address is this machine's. Every member is safe from any thread.
/// </remarks>
/// <example>
/// <code>
/// await using var router = await SimulatedRouter.StartAsync(new SimulatedRouterOptions { SecureMode = false });
/// // ask 127.0.0.254, UDP port router.SsdpPort or router.PcpPort …
/// router.Mappings;                          // what it granted
/// router.Quirks.Add(RouterQuirks.Fault("AddPortMapping", 725));
/// await router.RebootAsync();
/// </code>
/// </example>
public sealed partial class SimulatedRouter : IAsyncDisposable
{
    private readonly RouterCore _core;
    private readonly PcpServer _pcp;
    private readonly UpnpServer _upnp;
    private readonly SsdpServer _ssdp;
    private bool _isDisposed;

    private SimulatedRouter(RouterCore core, PcpServer pcp, UpnpServer upnp, SsdpServer ssdp)
    {
        (_core, _pcp, _upnp, _ssdp) = (core, pcp, upnp, ssdp);
        (_listeners, _notified) = (core.Options.AnnounceTo, core.Options.NotifyTo);
        WanAddress = core.Options.WanAddress;
        core.Table.Changed += (_, e) => MappingsChanged?.Invoke(this, e);
    }

    /// <summary>Raised after a mapping was made, renewed, removed or has lapsed, on any thread.</summary>
    public event EventHandler? MappingsChanged;

    /// <summary>What it was started with.</summary>
    public SimulatedRouterOptions Options => _core.Options;

    /// <summary>The address on the LAN, where it is asked.</summary>
    public IPAddress LanAddress => _core.Options.LanAddress;

    /// <summary>The address on the internet side, where mappings are reached.</summary>
    public IPAddress WanAddress { get; private set; }

    /// <summary>The external address it tells while the connection is up.</summary>
    public IPAddress ReportedAddress => _core.ReportedAddress;

    /// <summary>The UDP port of SSDP.</summary>
    public int SsdpPort => _ssdp.Port;

    /// <summary>The UDP port of PCP and NAT-PMP.</summary>
    public int PcpPort => _pcp.Port;

    /// <summary>The URL of the UPnP description; another one after a reboot.</summary>
    public Uri DescriptionUrl => _upnp.DescriptionUrl;

    /// <summary>BOOTID.UPNP.ORG; it grows with each reboot.</summary>
    public int BootId => _core.BootId;

    /// <summary>Seconds since the table was last lost, as NAT-PMP and PCP tell it.</summary>
    public long Epoch => _core.Epoch;

    /// <summary>The mappings in force, in the order in which they were made; a copy.</summary>
    public IReadOnlyList<SimulatedMapping> Mappings => _core.Table.Snapshot();

    /// <summary>How often it was asked what.</summary>
    public RequestCounts Counts => _core.Counts;

    /// <summary>The event subscriptions in force.</summary>
    public int Subscriptions => _upnp.Events.Count;

    /// <summary>How it deviates from good behaviour.</summary>
    public QuirkCollection Quirks => _core.Quirks;

    /// <summary>How long it thinks before each answer.</summary>
    public TimeSpan Latency
    {
        get => _core.Latency;
        set => _core.Latency = value;
    }

    /// <summary>Starts a router; its ports are bound when this returns.</summary>
    /// <param name="options">What it is like; null for the defaults.</param>
    /// <param name="time">Its clock, for leases, epoch and delays; null for the system's.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="SocketException">A port that was asked for is taken, or an address is not this machine's.</exception>
    public static async Task<SimulatedRouter> StartAsync(
        SimulatedRouterOptions? options = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new SimulatedRouterOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IgdVersion, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.IgdVersion, 2, nameof(options));

        var parts = new Stack<IAsyncDisposable>();
        T Keep<T>(T part)
            where T : IAsyncDisposable
        {
            parts.Push(part);
            return part;
        }

        try
        {
            var urns = new Urns(options.IgdVersion);
            var core = Keep(new RouterCore(options, time ?? TimeProvider.System));
            var pcp = Keep(new PcpServer(core));
            var upnp = Keep(new UpnpServer(core, urns));
            var ssdp = Keep(new SsdpServer(core, urns, () => upnp.DescriptionUrl));
            if (options.JoinMulticast)
                ssdp.JoinGroup();
            if (!options.Protocols.HasFlag(RouterProtocols.Upnp))
            {
                await ssdp.DisposeAsync();
                await upnp.CloseAsync();
            }

            if ((options.Protocols & (RouterProtocols.NatPmp | RouterProtocols.Pcp)) == RouterProtocols.None)
                await pcp.DisposeAsync();
            var router = new SimulatedRouter(core, pcp, upnp, ssdp);
            await router.NotifyAsync(alive: true, cancellationToken);
            return router;
        }
        catch
        {
            while (parts.TryPop(out var part))
                await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Switches it off: every port is free again and every forwarded connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _ssdp.DisposeAsync();
        await _pcp.DisposeAsync();
        await _upnp.DisposeAsync();
        await _core.DisposeAsync();
    }
}
