using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Support;

/// <summary>A site that lives through random events of a seeded kind, with the promises of the loop checked after each.</summary>
internal sealed partial class SimulatedWeek : IAsyncDisposable
{
    private const string Ours = "Porthole-0a1b";

    /// <summary>The longest pause between two tries at a router that was silent, and a readback: after it everything must be well.</summary>
    private static readonly TimeSpan Calm = RetryTimes.MostAfterSilence + TimeSpan.FromMinutes(6);

    private readonly Random _random;
    private LoopBench _bench;
    private DefaultGateway _gateway = FakeRouter.Gateway;
    private readonly Dictionary<(Transport, ushort), MappingRequest> _foreign = [];
    private readonly List<string> _script = [];
    private int _nextForeignPort = 40000;

    private SimulatedWeek(int seed, PortholeSettings settings)
    {
        _random = new Random(seed);
        _bench = new LoopBench(settings, prepare: router => router.Overwrites = false);
    }

    public TimeSpan Elapsed { get; private set; }

    public int Events => _script.Count;

    public int Calls { get; private set; }

    public static async Task<SimulatedWeek> StartAsync(int seed)
    {
        // The same ports at every run of a seed, below those that the system gives out.
        var settings = LoopBench.Cameras(5, index => (ushort)(21554 + (index * 7)));

        // One takes the relay always, one is UDP; the others may be direct.
        settings = settings with
        {
            Devices = settings.Devices
                .SetItem(3, settings.Devices[3] with { AllowFrom = [IPNetwork.Parse("127.0.0.0/8")] })
                .SetItem(4, settings.Devices[4] with { Ports = [settings.Devices[4].Ports[0] with { Protocol = Transport.Udp }] }),
        };
        var week = new SimulatedWeek(seed, settings);
        week.Foreign((ushort)settings.Devices[1].Ports[0].External!.Value);
        await week._bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await week.PassAsync(TimeSpan.FromMinutes(1));
        week.CheckWell();
        return week;
    }

    /// <summary>One event, the time until it is over, and the checks.</summary>
    public async Task LiveThroughAsync()
    {
        var heal = _random.Next(6) == 0 ? await RestartAgentAsync() : Strike();
        await RestAsync();
        CheckSafe();
        await PassAsync(TimeSpan.FromMinutes(_random.Next(1, 40)));
        heal();
        await RestAsync();
        await PassAsync(Calm);
        await _bench.UntilAsync(() => _bench.Loop.Unsettled == 0);
        CheckWell();
        _bench.Router.Calls.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.StopAsync();
        _bench.Router.Table.Values.ShouldAllBe(entry => !entry.Description.StartsWith(Ours, StringComparison.Ordinal), Story());
        await _bench.DisposeAsync();
    }

    private FakeRouter Router => _bench.Router;

    private Action Strike()
    {
        var nothing = () => { };
        switch (_random.Next(16))
        {
            case 0:
                return Do("the router restarts and says so", () =>
                {
                    Forget();
                    Router.Session!.Tell(new GatewayEvent.Restarted("the epoch began anew"));
                });
            case 1:
                return Do("the router restarts and says nothing", Forget);
            case 2:
                return Do("the router drops a mapping", () => Router.Table.TryRemove(Mine(), out _));
            case 3:
                return Do("another takes a dropped mapping's port", () =>
                {
                    var key = Mine();
                    Router.Table.TryRemove(key, out _);
                    Foreign(key.Port, key.Transport);
                });
            case 4:
                Router.ExternalAddress = new IPAddress([198, 51, 100, (byte)_random.Next(1, 250)]);
                return Do("the external address changes, told", () => Router.Session!.Tell(new GatewayEvent.ExternalAddressChanged(Router.ExternalAddress)));
            case 5:
                return Do("the external address changes, not told", () => Router.ExternalAddress = new IPAddress([198, 51, 100, (byte)_random.Next(1, 250)]));
            case 6:
                Do("the router is silent", () => Router.IsSilent = true);
                return () => Router.IsSilent = false;
            case 7:
                return Do("secure mode is switched", () => Router.Refuse = _random.Next(2) == 0 ? (_, _) => null : Secure);
            case 8:
                return Do("a camera gets another address", () => Change(device => device with { Address = new IPAddress([127, 0, 1, (byte)_random.Next(1, 250)]) }));
            case 9:
                var all = _bench.Settings;
                Do("a device is removed", () => _bench.Change(all with { Devices = all.Devices.RemoveAt(_random.Next(all.Devices.Length)) }));
                return () => _bench.Change(all);
            case 10:
                Do("the network cable is out", () => _bench.Post(new LoopEvent.GatewayLocated(null)));
                return () => Connect(FakeRouter.Gateway);
            case 11:
                return Do("this PC gets another address", () => Connect(FakeRouter.Gateway with { LocalAddress = new IPAddress([127, 0, 0, (byte)_random.Next(2, 5)]), InterfaceName = "test1" }));
            case 12:
                return Do("this PC sleeps", () =>
                {
                    _bench.Time.SetWall(TimeSpan.FromHours(_random.Next(1, 12)));
                    Router.Expire();
                    _bench.Post(new LoopEvent.ClockJumped("a night"));
                });
            case 13:
                return Do("the router grants other leases", () => (Router.PermanentOnly, Router.GrantInstead) = (_random.Next(3) == 0, _random.Next(2) == 0 ? null : TimeSpan.FromMinutes(_random.Next(2, 90))));
            case 14:
                Do("the table is full", () => Router.Refuse = (_, request) => Router.Table.ContainsKey((request.Transport, request.ExternalPort)) ? null : new Refusal(RefusalReason.TableFull, "728 NoPortMapsAvailable", 728));
                return () => Router.Refuse = (_, _) => null;
            default:
                return Do("UPnP moves to another port", () =>
                {
                    Forget();
                    Router.Session!.Tell(new GatewayEvent.ProtocolLost(MappingProtocol.UpnpIgd, "the control URL is gone"));
                    Router.Found(MappingProtocol.UpnpIgd);
                });
        }

        Action Do(string what, Action act)
        {
            _script.Add($"{Elapsed:d\\.hh\\:mm\\:ss} {what}");
            act();
            return nothing;
        }
    }

    private static Refusal? Secure(MappingProtocol protocol, MappingRequest request) =>
        request.Internal.Address is { } address && address.GetAddressBytes() is [127, 0, 0, < 5] ? null : new Refusal(RefusalReason.OnlyForAsker, "718 for another host", 718);

    private void Connect(DefaultGateway gateway)
    {
        _gateway = gateway;
        var before = Router.Session;
        _bench.Post(new LoopEvent.GatewayLocated(gateway));
        SpinWait.SpinUntil(() => Router.Session is { Searches: > 0 } session && session != before, TimeSpan.FromSeconds(60)).ShouldBeTrue(Story());
        Router.Found(MappingProtocol.UpnpIgd);
    }

    private void Change(Func<DeviceSettings, DeviceSettings> change)
    {
        var index = _random.Next(_bench.Settings.Devices.Length);
        _bench.Change(_bench.Settings with { Devices = _bench.Settings.Devices.SetItem(index, change(_bench.Settings.Devices[index])) });
    }

    private void Foreign(ushort port, Transport transport = Transport.Tcp)
    {
        if (_foreign.Count > 6)
        {
            var oldest = _foreign.Keys.First();
            _foreign.Remove(oldest);
            Router.Table.TryRemove(oldest, out _);
        }

        var entry = new MappingRequest { Transport = transport, ExternalPort = port, Internal = new IPEndPoint(IPAddress.Parse("127.9.9.9"), _nextForeignPort++), Description = "a game console" };
        Router.Expiries.TryRemove((transport, port), out _);
        Router.Table[(transport, port)] = _foreign[(transport, port)] = entry;
    }

    private void Forget()
    {
        foreach (var key in Router.Table.Keys.Where(key => !_foreign.ContainsKey(key))) Router.Table.TryRemove(key, out _);
        Router.Expiries.Clear();
    }

    private (Transport Transport, ushort Port) Mine()
    {
        var mine = Router.Table.Keys.Where(key => !_foreign.ContainsKey(key)).OrderBy(key => key).ToList();
        return mine.Count == 0 ? default : mine[_random.Next(mine.Count)];
    }

    // ------------------------------------------------------------------ time

    private async Task PassAsync(TimeSpan time)
    {
        var end = Elapsed + time;
        while (Elapsed < end)
        {
            await RestAsync();
            var step = _bench.Time.UntilNextTimer is { } next && Elapsed + next < end ? next : end - Elapsed;
            if (step < TimeSpan.Zero) step = TimeSpan.Zero;
            _bench.Time.Advance(step);
            Elapsed += step;
            Router.Expire();
            CheckForeign();
        }

        await RestAsync();
    }

    /// <summary>Waits until only time can change anything: nothing is under way, or all that is waits for the clock.</summary>
    private async Task RestAsync()
    {
        (int, int, int, int) before = default;
        var same = 0;
        for (var round = 0; ; round++)
        {
            var told = Router.Session?.Told ?? 0;
            var now = (_bench.Loop.Unsettled, _bench.Time.Timers, Router.Calls.Count, told);
            if (told == 0 && now.Unsettled == 0 && round > 1) return;
            same = now == before ? same + 1 : 0;
            before = now;

            // Retries wait for the clock; no movement for a while tells that all do. Should that be wrong on a busy machine, time goes on early, which is no fault.
            if (same > 50 && now.Timers > 1) return;
            if (round > 5000) await Task.Delay(1);
            else await Task.Yield();
            if (round > 60_000) throw new TimeoutException($"The loop does not come to rest.\n{Story()}");
        }
    }

    // ------------------------------------------------------------------ promises

    private void CheckForeign()
    {
        foreach (var (key, entry) in _foreign) Router.Table.GetValueOrDefault(key).ShouldBe(entry, Story());
    }

    /// <summary>What holds at any moment.</summary>
    private void CheckSafe()
    {
        CheckForeign();
        Calls += Router.Calls.Count;
        Router.Table.Where(entry => !_foreign.ContainsKey(entry.Key)).ShouldAllBe(entry => entry.Value.Description.StartsWith(Ours), Story());
    }

    /// <summary>What holds when the last event is over for a while: everything wished is held or says why not; nothing else is open; nothing leaks.</summary>
    private void CheckWell()
    {
        CheckSafe();
        var status = _bench.Status;
        status.Forwards.Length.ShouldBe(_bench.Settings.Devices.Length, Story());
        var held = ImmutableHashSet.CreateBuilder<(Transport, ushort)>();
        foreach (var forward in status.Forwards)
        {
            if (forward.State != ForwardState.Mapped)
            {
                forward.Problems.ShouldNotBeEmpty(Story());
                continue;
            }

            var transport = forward.Protocol == "tcp" ? Transport.Tcp : Transport.Udp;
            var external = IPEndPoint.Parse(forward.External!);
            external.Address.ShouldBe(Router.ExternalAddress, Story());
            var inner = forward.Route == Route.Direct ? forward.Internal : forward.Relay!.Listen;
            Router.Table.GetValueOrDefault((transport, (ushort)external.Port))?.Internal.ToString().ShouldBe(inner, $"{forward.Id} at {external}\n{Story()}");
            Router.Table.ShouldContainKey((transport, (ushort)external.Port), Story());
            held.Add((transport, (ushort)external.Port));
        }

        Router.Table.Keys.Where(key => !_foreign.ContainsKey(key)).ShouldBe(held, ignoreOrder: true, Story());
        _bench.Loop.Unsettled.ShouldBe(0, Story());
        _bench.Time.Timers.ShouldBe(1, $"only the loop's own timer\n{Story()}");
    }

    private string Story() => string.Create(CultureInfo.InvariantCulture,
        $"""
        {string.Join('\n', _script.TakeLast(12))}
        now {Elapsed}; table: {string.Join(", ", Router.Table.Select(entry => $"{entry.Key} -> {entry.Value.Internal} \"{entry.Value.Description}\""))}
        calls: {string.Join(" | ", Router.Calls.TakeLast(40))}
        {string.Join('\n', _bench.Transitions.TakeLast(25).Select(transition => $"{transition.At:HH:mm:ss} {transition.Title}: {transition.From} -> {transition.To} ({transition.Why})"))}
        """);
}
