using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Status;
using Porthole.Relay;

namespace Porthole.Agent.Diagnosis;

/// <summary>
/// Remembers events that no snapshot holds, for as long as they make a problem: PH211, PH302, PH303, PH501, PH502.
/// </summary>
internal sealed class Sightings
{
    /// <summary>A minute without another refusal ends PH302: long enough that a flood is one problem, not a thousand.</summary>
    private static readonly TimeSpan RefusalLasts = TimeSpan.FromMinutes(1);

    /// <summary>Strangers are heard at every search or NOTIFY; half an hour of silence means they are gone.</summary>
    private static readonly TimeSpan StrangerLasts = TimeSpan.FromMinutes(30);

    /// <summary>More than this many are not remembered: a hostile LAN must not fill the memory.</summary>
    private const int MostStrangers = 16;

    private readonly Dictionary<(string Route, RelayRefusal Reason), (IPAddress Source, long Count, DateTimeOffset Last)> _refused = [];
    private readonly Dictionary<string, (IPEndPoint Target, string Evidence)> _unreachable = [];
    private readonly Dictionary<IPAddress, (string Evidence, DateTimeOffset Last)> _strangers = [];

    public ImmutableArray<string> SettingsErrors { get; set; } = [];

    /// <summary>What this PC's firewall does with the relay's ports, as it was last asked; null while nobody asked.</summary>
    public FirewallView? Firewall { get; set; }

    public void Note(RelayEvent what, DateTimeOffset now)
    {
        switch (what)
        {
            case RelayEvent.Refused refused:
                var key = (refused.RouteId, refused.Reason);
                _refused[key] = (refused.Source, _refused.GetValueOrDefault(key).Count + refused.Count, now);
                break;
            case RelayEvent.DeviceUnreachable unreachable:
                _unreachable[unreachable.RouteId] = (unreachable.Target, unreachable.Evidence);
                break;
            case RelayEvent.DeviceReachable reachable:
                _unreachable.Remove(reachable.RouteId);
                break;
        }
    }

    public void NoteStranger(IPAddress address, string evidence, DateTimeOffset now)
    {
        if (_strangers.Count < MostStrangers || _strangers.ContainsKey(address)) _strangers[address] = (evidence, now);
    }

    /// <summary>The problems that stand now, of the forwards that there are.</summary>
    public IEnumerable<Problem> Find(ImmutableArray<ForwardSnapshot> forwards, DateTimeOffset now)
    {
        // Of a device that was removed no relay will ever tell that it is reached again.
        foreach (var gone in _unreachable.Keys.Except(forwards.Select(forward => forward.Wish.Id)).ToList()) _unreachable.Remove(gone);

        // How far apart, not how old: a clock that is set back must not make them last for hours.
        foreach (var old in _refused.Where(entry => (now - entry.Value.Last).Duration() >= RefusalLasts).ToList()) _refused.Remove(old.Key);
        foreach (var old in _strangers.Where(entry => (now - entry.Value.Last).Duration() >= StrangerLasts).ToList()) _strangers.Remove(old.Key);
        return
        [
            .. _refused.Select(entry => TurnedAway(entry.Key.Route, NameOf(entry.Key.Route, forwards), entry.Key.Reason, entry.Value.Source, entry.Value.Count)),
            .. _unreachable.Select(entry => Unreachable(entry.Key, NameOf(entry.Key, forwards), entry.Value.Target, entry.Value.Evidence)),
            .. _strangers.Select(entry => Stranger(entry.Key, entry.Value.Evidence)),
            .. SettingsErrors.IsEmpty ? Array.Empty<Problem>() : [WrongSettings()],
            .. Firewall is FirewallView.Blocks blocks && Behind(blocks, forwards) is { IsEmpty: false } behind ? [Blocked(blocks, behind)] : Array.Empty<Problem>(),
        ];
    }

    private static Problem TurnedAway(string route, string name, RelayRefusal reason, IPAddress source, long count) => new()
    {
        Code = "PH302",
        Subject = $"{route} {reason}",
        Severity = ProblemSeverity.Info,
        Title = $"{name}: the relay is turning connections away",
        Evidence = $"{count} so far, the last from {source}: {Words(reason)}.",
        Cause = Cause(reason),
        Remedy = [Remedy(reason)],
        Forwards = [route],
    };

    private static Problem Unreachable(string route, string name, IPEndPoint target, string evidence) => new()
    {
        Code = "PH303",
        Subject = route,
        Severity = ProblemSeverity.Warning,
        Title = $"{name}: the device does not accept the relay's connection",
        Evidence = $"{target}: {evidence}",
        Cause = "The device is off, has another address now, or serves as many viewers as it can.",
        Remedy = ["Check that the device is on, and that its port is right in the settings."],
        Forwards = [route],
    };

    private static Problem Stranger(IPAddress address, string evidence) => new()
    {
        Code = "PH211",
        Subject = address.ToString(),
        Severity = ProblemSeverity.Info,
        Title = $"{address} claims to be a router, but is not the default gateway: ignored",
        Evidence = evidence,
        Cause = "A second router, an access point or a media box on the LAN offers the same service.",
        Remedy = ["Nothing need be done. If it is meant to be the router, make it the default gateway."],
    };

    private Problem WrongSettings() => new()
    {
        Code = "PH501",
        Severity = ProblemSeverity.Error,
        Title = "The settings are wrong: the last good ones go on",
        Evidence = string.Join('\n', SettingsErrors),
        Cause = "The settings file was changed to something that cannot be applied.",
        Remedy = ["Correct the lines named above and save the file; Porthole reads it again by itself."],
    };

    // Of the forwards that the relay carries; one that the router leads straight to its device does not mind.
    private static ImmutableArray<string> Behind(FirewallView.Blocks blocks, ImmutableArray<ForwardSnapshot> forwards) =>
        [.. forwards.Where(forward => forward.Held.Relay is { } relay && blocks.Concerns(new ListenPort(forward.Wish.Transport, relay.LocalEndPoint.Port))).Select(forward => forward.Wish.Id)];

    private static Problem Blocked(FirewallView.Blocks blocks, ImmutableArray<string> behind) => new()
    {
        Code = "PH502",
        Severity = ProblemSeverity.Warning,
        Title = "This PC's firewall turns away connections to the relay",
        Evidence = blocks.Evidence,
        Cause = "The relay carries these forwards, and this PC's own firewall was not told to let its viewers in.",
        Remedy = blocks.Remedy,
        Forwards = behind,
    };

    private static string NameOf(string route, ImmutableArray<ForwardSnapshot> forwards) =>
        forwards.FirstOrDefault(forward => forward.Wish.Id == route) is { } known ? $"{known.Wish.Device} {known.Wish.Name}" : route;

    private static string Cause(RelayRefusal reason) => reason switch
    {
        RelayRefusal.NotAllowed => "Somebody tried to connect who is not on the list.",
        RelayRefusal.SourceRate => "Somebody behaves like a scanner, or a viewer connects again and again.",
        RelayRefusal.DeviceRate => "Many who were never served connect at once, as scanners do.",
        RelayRefusal.Blocked => "Its connections kept ending within seconds with next to nothing from the device: a scanner, or a wrong password.",
        _ => "More connections than the limits in the settings allow.",
    };

    // On AllowFrom alone nobody is let in: the other limits hold for those on the list too.
    private static string Remedy(RelayRefusal reason) => reason switch
    {
        RelayRefusal.NotAllowed => "Nothing need be done if you do not know the source. If you do, add it to AllowFrom.",
        RelayRefusal.SourceRate => "Nothing need be done if you do not know the source. If you do, raise Relay.ConnectionRatePerSource in the settings.",
        RelayRefusal.DeviceRate => "Nothing need be done: who was served before is let in. To keep strangers out, name in AllowFrom who may connect.",
        RelayRefusal.Blocked => "Nothing need be done if you do not know the source. If you do, check the password in its viewer; it is let in again when Relay.BlockTime is over.",
        _ => "Close viewers that are not needed, or raise the limit in the section Relay of the settings.",
    };

    private static string Words(RelayRefusal reason) => reason switch
    {
        RelayRefusal.NotAllowed => "it is on no allow-list",
        RelayRefusal.SourceLimit => "it has as many connections as Relay.MaxConnectionsPerSource allows",
        RelayRefusal.SourceRate => "it opens connections too fast",
        RelayRefusal.DeviceRate => "connections to the device are opened too fast",
        RelayRefusal.Blocked => "it is blocked for a while, because its connections kept failing",
        RelayRefusal.DeviceLimit => "the device has as many connections as Relay.MaxConnectionsPerDevice allows",
        _ => "the relays have as many connections as Relay.MaxConnections allows",
    };
}
