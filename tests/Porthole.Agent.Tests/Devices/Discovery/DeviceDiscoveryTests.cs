using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Neighbours;
using Porthole.Simulation;

namespace Porthole.Agent.Tests.Devices.Discovery;

/// <summary>Searches among simulated devices on loopback, asked by unicast.</summary>
public sealed class DeviceDiscoveryTests : IAsyncLifetime
{
    // Below the range from which systems hand out ports, so that nobody else has them.
    private static readonly DiscoveryPorts Ports = new() { WsDiscovery = 23702, Sadp = 27020, Dhip = 27810, Xmeye = 24569, Mdns = 25353, Ssdp = 21900 };
    private static readonly SimulatedSearchPorts TheirPorts = new() { WsDiscovery = 23702, Sadp = 27020, Dhip = 27810, Xmeye = 24569, Mdns = 25353 };

    // A network of loopback addresses for each run, so that two runs at once do not meet on the same ports.
    private static readonly (byte Second, byte Third) Network = ((byte)Random.Shared.Next(16, 240), (byte)Random.Shared.Next(256));

    private readonly List<SimulatedDevice> _devices = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices) await device.DisposeAsync();
    }

    [Fact]
    public async Task Search_FiveBrands_FindsEachOnceWithWhatItTells()
    {
        for (var i = 0; i < 5; i++) Start((SimulatedBrand)i, 31 + i);

        // Each by its maker's own protocol, and by ONVIF.
        Evidence[] best = [Evidence.Sadp, Evidence.Dhip, Evidence.Mdns, Evidence.Xmeye, Evidence.Onvif];
        var found = await SearchUntilAsync(devices => devices.Select(device => device.Evidence[^1]).SequenceEqual(best) && devices.All(device => device.OnvifServices.Length > 0));

        found.Select(device => device.Brand).ShouldBe(["hikvision", "dahua", "axis", "xmeye", "reolink"]);
        found.Select(device => device.Mac).ShouldBe(["44:19:b6:00:00:1f", "44:19:b6:00:00:20", "44:19:b6:00:00:21", "44:19:b6:00:00:22", null]);
        found.ShouldAllBe(device => device.OnvifService!.Host == device.Address.ToString());
        foreach (var (device, simulated) in found.Zip(_devices)) device.OnvifService!.Port.ShouldBe(simulated.HttpPort);
        _devices.ShouldAllBe(device => device.SignIns == 0);
    }

    [Fact]
    public async Task Search_NoPasswordYet_ProposesNothing()
    {
        Start(SimulatedBrand.Hikvision, 41, options => options with { HasPassword = false });
        Start(SimulatedBrand.Dahua, 42, options => options with { HasPassword = false });

        var found = await SearchUntilAsync(devices => devices.Length == 2 && devices.All(device => device.Notes.Contains("It has no password yet. Set one before you open anything.")));

        found.ShouldAllBe(device => device.Forwards.IsEmpty);
    }

    [Fact]
    public async Task Search_ClockThatIsWrong_IsNoted()
    {
        Start(SimulatedBrand.Reolink, 51, options => options with { ClockError = TimeSpan.FromDays(-365) });

        await SearchUntilAsync(devices => devices.Any(device => device.Notes.Any(note => note.StartsWith("Its clock says ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Search_NobodyThere_EndsInTimeWithNothing()
    {
        var found = await new DeviceDiscovery(new SystemNeighbours(), () => null, TimeProvider.System).SearchAsync(Options() with { Targets = [Address(61)], Duration = TimeSpan.FromMilliseconds(300) }, null, TestContext.Current.CancellationToken);

        found.ShouldBeEmpty();
    }

    [Fact]
    public async Task Search_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        var search = new DeviceDiscovery(new SystemNeighbours(), () => null, TimeProvider.System).SearchAsync(Options(), null, cancelled.Token);
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(search);
    }

    private static IPAddress Address(int last) => new([127, Network.Second, Network.Third, (byte)last]);

    private static DiscoveryOptions Options() => new() { Networks = [], Multicast = false, LookAtNeighbours = false, Ports = Ports, Duration = TimeSpan.FromSeconds(15) };

    private void Start(SimulatedBrand brand, int last, Func<SimulatedDeviceOptions, SimulatedDeviceOptions>? change = null)
    {
        var options = new SimulatedDeviceOptions { Brand = brand, Address = Address(last), Mac = $"44:19:b6:00:00:{last:x2}", SearchPorts = TheirPorts, UseWellKnownPorts = false };
        _devices.Add(SimulatedDevice.Start(change?.Invoke(options) ?? options));
    }

    /// <summary>
    /// Searches until what was found so far is as wished: no test waits longer than it must. A search asks each question three times and
    /// each device's ONVIF service once; on a machine that is overloaded for that moment an answer is lost, and the next search has it.
    /// </summary>
    private async Task<ImmutableArray<DiscoveredDevice>> SearchUntilAsync(Func<ImmutableArray<DiscoveredDevice>, bool> isDone)
    {
        var found = ImmutableArray<DiscoveredDevice>.Empty;
        for (var search = 0; search < 4 && !isDone(found); search++) found = await SearchAsync(isDone);
        isDone(found).ShouldBeTrue(string.Join('\n', found));
        return found;
    }

    private async Task<ImmutableArray<DiscoveredDevice>> SearchAsync(Func<ImmutableArray<DiscoveredDevice>, bool> isDone)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var last = new Last(devices =>
        {
            if (isDone(devices)) done.Cancel();
        });
        var options = Options() with { Targets = [.. _devices.Select(device => device.Options.Address)] };
        var search = new DeviceDiscovery(new SystemNeighbours(), () => null, TimeProvider.System).SearchAsync(options, last, done.Token);
        await ((Task)search).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return last.Devices;
    }

    private sealed class Last(Action<ImmutableArray<DiscoveredDevice>> look) : IProgress<DiscoveryProgress>
    {
        public ImmutableArray<DiscoveredDevice> Devices { get; private set; } = [];

        public void Report(DiscoveryProgress value)
        {
            Devices = value.Devices;
            look(value.Devices);
        }
    }
}
