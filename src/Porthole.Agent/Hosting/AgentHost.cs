using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Porthole.Agent.Api;
using Porthole.Agent.Dashboard;
using Porthole.Agent.Devices;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Hosting;

/// <summary>Builds and runs the agent: this is where every part meets the others.</summary>
internal static class AgentHost
{
    /// <summary>Runs until the process is asked to stop. Exit code 0 after an orderly stop, 1 when another agent runs on the state folder.</summary>
    public static async Task<int> RunAsync(AgentSetup setup, CancellationToken cancellationToken)
    {
        setup.Folder.Create();
        using var agentLock = AgentLock.TryTake(setup.Folder);
        if (agentLock is null)
        {
            await Console.Error.WriteLineAsync($"porthole: another agent works on {setup.Folder.Path} already. Stop it first, or give this one a folder of its own with --data.");
            return 1;
        }

        await using var app = Build(setup);
        try
        {
            await app.StartAsync(cancellationToken);
            var url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            new AgentFile(url, Environment.ProcessId).Write(setup.Folder);
            setup.Greet?.Invoke(url);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        finally
        {
            AgentFile.Remove(setup.Folder);
        }
    }

    private static WebApplication Build(AgentSetup setup)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // The settings are read by SettingsReader alone; the web host must not see a file or variable of its own.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders().AddPlainConsole();
        builder.WebHost.UseUrls(FreeUrl(setup.Settings.Api.Url).ToString());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        AddServices(builder.Services, setup);

        var app = builder.Build();
        app.UseLoopbackGuard();
        app.MapStatusApi();
        app.MapDashboard();
        return app;
    }

    private static void AddServices(IServiceCollection services, AgentSetup setup)
    {
        services.AddSingleton(setup);
        services.AddSingleton(setup.Settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<StatusBoard>();
        services.AddSingleton<ProblemLedger>();
        services.AddSingleton<IRelayHost>(provider => new RelayHost(RelayLimits.From(setup.Settings.Relay), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IMemoryStore>(provider => ActivatorUtilities.CreateInstance<MemoryFile>(provider, setup.Folder.MemoryFile));
        services.AddSingleton<SessionFactory>(provider => (gateway, settings, memory) => new GatewaySession(
            gateway,
            setup.GatewayOptions with { Protocols = settings.Protocols, NonceSecret = memory.NonceSecret, Remembered = new RememberedGateway(memory.DescriptionUrl) },
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ForwardingLoop>(provider, InstanceTag.For(setup.Folder)));

        // Started in this order, before the web server: the router is asked first of all. Stopped in reverse.
        services.AddHostedService<ForwardingService>();
        services.AddHostedService<GatewayKeeper>();
        services.AddHostedService<RelayListenerEvents>();
        services.AddHostedService<SettingsWatcher>();
        services.AddHostedService<DeviceHealth>();
    }

    /// <summary>The URL of the settings, or one with a free port when that is taken: opening ports matters more than the dashboard's usual address.</summary>
    private static Uri FreeUrl(Uri wished)
    {
        var address = IPAddress.TryParse(wished.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Loopback;
        try
        {
            using var probe = new TcpListener(address, wished.Port);
            probe.Start();
            return new UriBuilder(wished) { Host = address.ToString() }.Uri;
        }
        catch (SocketException)
        {
            return new UriBuilder(wished) { Host = address.ToString(), Port = 0 }.Uri;
        }
    }
}
