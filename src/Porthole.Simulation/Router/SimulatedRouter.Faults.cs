using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation;

/// <content>What can be done to a running router.</content>
public sealed partial class SimulatedRouter
{
    private ImmutableArray<IPEndPoint> _listeners;
    private ImmutableArray<IPEndPoint> _notified;

    /// <summary>Sends announcements of restarts and address changes there too (PCP, NAT-PMP), in place of 224.0.0.1:5350.</summary>
    public void AnnounceTo(IPEndPoint listener) =>
        ImmutableInterlocked.Update(ref _listeners, (all, added) => all.Add(added), listener);

    /// <summary>Sends NOTIFY messages of SSDP there too, in place of 239.255.255.250:1900.</summary>
    public void NotifyTo(IPEndPoint listener) =>
        ImmutableInterlocked.Update(ref _notified, (all, added) => all.Add(added), listener);

    /// <summary>
    /// Loses power and comes back: the table and all subscriptions are forgotten, boot id and epoch are new,
    /// description and SOAP move to another port, and the restart is announced unless it is silent.
    /// </summary>
    /// <param name="announce">Whether listeners are told; false is the router that comes back without a word.</param>
    /// <param name="away">How long it answers nothing in between, by its own clock. The default is not at all.</param>
    /// <param name="cancellationToken">Cancels the time away and the announcements.</param>
    public async Task RebootAsync(bool announce = true, TimeSpan away = default, CancellationToken cancellationToken = default)
    {
        if (away > TimeSpan.Zero)
        {
            _core.IsAway = true;
            _core.Table.Remove(static _ => true);
            try
            {
                await Task.Delay(away, _core.Time, cancellationToken);
            }
            finally
            {
                _core.IsAway = false;
            }
        }

        _core.Restart();
        await _upnp.RestartAsync();
        if (!announce)
            return;
        await _pcp.AnnounceAsync(_listeners, cancellationToken);
        await NotifyAsync(alive: true, cancellationToken);
    }

    /// <summary>Answers nothing any more in these protocols, while what is mapped goes on being forwarded: the router whose daemon hangs.</summary>
    /// <param name="protocols">The protocols that fall silent; the default is all.</param>
    public void GoSilent(RouterProtocols protocols = RouterProtocols.All) => _core.Silent |= protocols;

    /// <summary>Answers again after <see cref="GoSilent"/>. Requests that came in between stay without an answer.</summary>
    public void Resume() => _core.Silent = RouterProtocols.None;

    /// <summary>Drops a mapping without telling anybody, as routers do that clean up unused rules (tailscale/tailscale#10597).</summary>
    /// <returns>False when there was none.</returns>
    public bool DropMapping(ProtocolType protocol, int externalPort) =>
        _core.Table.Remove(m => m.Protocol == protocol && m.ExternalPort == externalPort) > 0;

    /// <summary>Drops every mapping without telling anybody; epoch and boot id stay.</summary>
    public void DropAllMappings() => _core.Table.Remove(static _ => true);

    /// <summary>Puts a mapping into the table as if another host had asked for it or the owner had made it.</summary>
    /// <returns>False when the port is held or taken.</returns>
    public bool AddMapping(SimulatedMapping mapping) => _core.Table.Add(mapping).Answer == Router.Table.TableAnswer.Granted;

    /// <summary>Gets another external address from the provider and tells so, as a real router does (events, NAT-PMP announcement).</summary>
    /// <param name="address">The new address. A loopback address is moved to really; any other is only told.</param>
    /// <param name="cancellationToken">Cancels the announcements.</param>
    public async Task ChangeWanAddressAsync(IPAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        _core.ReportedAddress = address;
        if (IPAddress.IsLoopback(address))
        {
            WanAddress = address;
            _core.Table.MoveTo(address);
        }

        _upnp.Events.AddressChanged();
        await _pcp.AnnounceAsync(_listeners, cancellationToken);
    }

    /// <summary>Loses the internet connection: no external address, nothing is mapped or forwarded, what is mapped stays listed.</summary>
    public void SetConnectionDown() => SetConnected(isConnected: false);

    /// <summary>Has the internet connection again after <see cref="SetConnectionDown"/>.</summary>
    public void SetConnectionUp() => SetConnected(isConnected: true);

    /// <summary>Sends <c>ssdp:byebye</c> for everything, as a router does that is switched off in good order.</summary>
    public Task SayGoodbyeAsync(CancellationToken cancellationToken = default) => NotifyAsync(alive: false, cancellationToken);

    private void SetConnected(bool isConnected)
    {
        _core.IsConnected = isConnected;
        _core.Table.SetUp(isConnected);
        _upnp.Events.AddressChanged();
    }

    private Task NotifyAsync(bool alive, CancellationToken cancellationToken) =>
        _core.Answers(RouterProtocols.Upnp) ? _ssdp.NotifyAsync(alive, _notified, cancellationToken) : Task.CompletedTask;
}
