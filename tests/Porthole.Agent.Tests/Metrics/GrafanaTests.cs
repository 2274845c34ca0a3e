using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;
using Porthole.Simulation;

namespace Porthole.Agent.Tests.Metrics;

/// <summary>What the dashboard in <c>docs/grafana</c> asks for, a running agent measures: names and labels.</summary>
public sealed class GrafanaTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Dashboard_EveryMetricAndLabelItQueries_ComesFromARunningAgent()
    {
        using var folder = new TemporaryFolder();
        folder.State.Create();
        await using var site = await SimulatedSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var measured = new Measured();
        await using (var core = AgentCore.Start(Setup(site, folder.State), TimeProvider.System, NullLoggerFactory.Instance))
        {
            await measured.UntilAsync("every forward open", () => core.Board.Current.Forwards is { IsEmpty: false } forwards && forwards.All(forward => forward.State == ForwardState.Mapped));

            // A viewer whom the allow-list does not know; a mapping that the router loses; and, every five seconds, a renewal.
            await KnockAsync(core.Board.Current.Forwards.First(forward => forward.Held.Relay is not null).Held.Relay!.LocalEndPoint);
            site.Router.DropAllMappings();
            var wished = Queries();
            await measured.UntilAsync($"all of {string.Join(", ", wished.Order())}\nbut not {string.Join(", ", wished.Except(measured.Names).Order())}", () => wished.IsSubsetOf(measured.Collect()));
            wished.Count.ShouldBeGreaterThan(12);
        }
    }

    private static async Task KnockAsync(IPEndPoint relay)
    {
        using var stranger = new TcpClient();
        try
        {
            await stranger.ConnectAsync(relay, TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            // Turned away before it was connected: that is what it is for.
        }
    }

    private static AgentSetup Setup(SimulatedSite site, StateFolder folder) => new()
    {
        Settings = new PortholeSettings
        {
            Mapping = new MappingSettings { Lease = TimeSpan.FromSeconds(10), VerifyInterval = TimeSpan.FromSeconds(1) },
            Devices =
            [
                .. site.Cameras.Select((camera, index) => new DeviceSettings
                {
                    Name = camera.Name,
                    Address = camera.Address,
                    AllowFrom = index == 0 ? [IPNetwork.Parse("203.0.113.0/24")] : null,
                    Ports = [.. site.Forwards.Where(forward => forward.Camera == camera).Select(forward => new PortSettings { Name = forward.Name, Protocol = Transport.Tcp, Internal = forward.Internal.Port, External = forward.ExternalPort })],
                }),
            ],
        },
        Folder = folder,
        Locate = _ => new DefaultGateway { Address = site.Router.LanAddress, LocalAddress = site.LocalAddress, PrefixLength = 8, InterfaceName = "loopback" },
        GatewayOptions = new GatewayOptions { PcpPort = site.Router.PcpPort, SsdpPort = site.Router.SsdpPort, Multicast = false },
    };

    /// <summary>Every metric of the dashboard's queries, alone and with each label that it is selected or summed by.</summary>
    private static HashSet<string> Queries()
    {
        var bound = TimeSpan.FromSeconds(10);
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Folder, "docs/grafana/porthole.json")));
        var names = new HashSet<string>();
        foreach (var query in Expressions(dashboard.RootElement).SelectMany(expression => expression.Split(" or ")))
        {
            var metrics = Regex.Matches(query, "porthole_[a-z_]+", RegexOptions.None, bound).Select(match => match.Value);
            var by = Regex.Matches(query, @"by \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, bound).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries));
            var selected = Regex.Matches(query, "(?<label>[a-z]+)(=~|!=|=)\"", RegexOptions.ExplicitCapture, bound).Select(match => match.Groups["label"].Value);

            // The site is a label that the collector makes of the resource.
            var labels = by.Concat(selected).Where(label => label != "instance").ToList();
            foreach (var metric in metrics) names.UnionWith(labels.Select(label => $"{metric} {label}").Prepend(metric));
        }

        return names;
    }

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name == "expr" ? [property.Value.GetString()!] : Expressions(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    /// <summary>Everything measured in this process meanwhile, under the names that Prometheus makes of it.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly ConcurrentDictionary<string, bool> _names = new();
        private readonly MeterListener _listener = new();

        public Measured()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("Porthole", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, _, labels, _) =>
            {
                var name = Name(instrument);
                _names[name] = true;
                foreach (var label in labels) _names[$"{name} {label.Key}"] = true;
            });
            _listener.Start();
        }

        public IEnumerable<string> Names => _names.Keys;

        public IEnumerable<string> Collect()
        {
            _listener.RecordObservableInstruments();
            return _names.Keys;
        }

        public async Task UntilAsync(string what, Func<bool> holds)
        {
            using var bound = new CancellationTokenSource(Bound);
            while (!holds())
            {
                if (bound.IsCancellationRequested) throw new TimeoutException($"Never came: {what}. There were {string.Join(", ", _names.Keys.Order())}");
                await Task.Delay(50, CancellationToken.None);
            }
        }

        public void Dispose() => _listener.Dispose();

        // Dots become underscores, the unit is appended, and "_total" to what only grows.
        private static string Name(Instrument instrument)
        {
            var kind = instrument.GetType().Name;
            var total = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "_total" : "";
            return instrument.Name.Replace('.', '_') + (instrument.Unit == "By" ? "_bytes" : "") + total;
        }
    }
}
