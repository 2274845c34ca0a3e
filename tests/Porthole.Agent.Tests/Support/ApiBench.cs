using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Api;
using Porthole.Agent.Connections;
using Porthole.Agent.Dashboard;
using Porthole.Agent.Dashboard.Sheet;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Doctor;
using Porthole.Agent.History;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Support;

/// <summary>The whole API on loopback, guards included, with a registry on the disk and a status that a test sets.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly bool _ownsFolder;
    private readonly ConnectionLog _connections;

    private ApiBench(TemporaryFolder? folder, DeviceSettings[] fixedDevices)
    {
        (_folder, _ownsFolder) = (folder ?? new TemporaryFolder(), folder is null);
        Registry = Registries.Open(_folder.State, fixedDevices);
        Token = ApiToken.Prepare(_folder.State);
        _connections = new ConnectionLog(_folder.State.ConnectionsFolder, new ManualTime(), NullLogger<ConnectionLog>.Instance);
    }

    public DeviceRegistry Registry { get; }

    public ApiToken Token { get; }

    public StatusBoard Board { get; } = new(new ManualTime());

    /// <summary>The clock of what expires.</summary>
    public ManualTime Time { get; } = new();

    public StateFolder Folder => _folder.State;

    public List<string> Retried { get; } = [];

    /// <summary>A client without the token.</summary>
    public HttpClient Stranger { get; } = new();

    /// <summary>A client with the token.</summary>
    public HttpClient Owner { get; } = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    public WebApplication App { get; private set; } = null!;

    public static Task<ApiBench> StartAsync(params DeviceSettings[] fixedDevices) => StartAsync(folder: null, fixedDevices);

    public static Task<ApiBench> StartAsync(IDeviceDiscovery discovery) => StartAsync(folder: null, discovery, []);

    public static Task<ApiBench> StartAsync(TemporaryFolder? folder, params DeviceSettings[] fixedDevices) => StartAsync(folder, new FakeDiscovery(), fixedDevices);

    private static async Task<ApiBench> StartAsync(TemporaryFolder? folder, IDeviceDiscovery discovery, DeviceSettings[] fixedDevices)
    {
        var bench = new ApiBench(folder, fixedDevices);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = WriteLimits.MaxBodyBytes);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(bench._folder.State);
        builder.Services.AddSingleton(bench.Board);
        builder.Services.AddSingleton(bench.Registry);
        builder.Services.AddSingleton(bench._connections);
        builder.Services.AddSingleton(new TransitionRing(TimeProvider.System));
        builder.Services.AddSingleton(new DiscoveryDesk(discovery, TimeProvider.System));
        builder.Services.AddSingleton(new DoctorDesk(bench.Board, TimeProvider.System));
        builder.Services.AddSingleton(bench.Token);
        builder.Services.AddSingleton(new SignInCodes(bench.Time));
        bench.App = builder.Build();
        bench.App.UseApiGuards(bench.Token);
        bench.App.MapApi(bench.Retried.Add);
        bench.App.UseDashboard();
        bench.App.MapSheet();
        await bench.App.StartAsync();
        bench.Stranger.BaseAddress = bench.Owner.BaseAddress = new Uri(bench.App.Urls.First());

        // A body that is refused before it was read would meet a closed connection: it is sent when it is asked for.
        bench.Owner.DefaultRequestHeaders.ExpectContinue = true;
        bench.Owner.DefaultRequestHeaders.Authorization = new("Bearer", ApiToken.Read(bench._folder.State));
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        Stranger.Dispose();
        Owner.Dispose();
        await App.DisposeAsync();
        _connections.Dispose();
        if (_ownsFolder) _folder.Dispose();
    }
}
