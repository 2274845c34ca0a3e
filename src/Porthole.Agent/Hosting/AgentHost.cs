using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Porthole.Agent.Api;
using Porthole.Agent.Cli;
using Porthole.Agent.Dashboard;
using Porthole.Agent.Dashboard.Sheet;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Doctor;
using Porthole.Agent.Hosting.Linux;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Logging;
using Porthole.Agent.Metrics;

namespace Porthole.Agent.Hosting;

/// <summary>Runs the agent: its core first, then the web host with its face.</summary>
internal static class AgentHost
{
    /// <summary>
    /// How long the web host holds back while the first ports are being opened: its start keeps two processors busy for a
    /// tenth of a second, and the router is asked by the same two.
    /// </summary>
    private static readonly TimeSpan RouterFirst = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a stop waits for requests that are being answered: the ports are closed only after it, and a page can ask anew.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(2);

    /// <summary>Runs until the process is asked to stop. Exit code 0 after an orderly stop, 1 when the state folder cannot be used or the loop has failed.</summary>
    public static async Task<int> RunAsync(AgentSetup setup, IServiceLifetime lifetime, CancellationToken cancellationToken)
    {
        if (PrepareFolder(setup.Folder) is { } obstacle) return Fail(lifetime, obstacle);
        using var agentLock = AgentLock.TryTake(setup.Folder);
        if (agentLock is null)
        {
            return Fail(lifetime, File.Exists(setup.Folder.LockFile)
                ? $"another agent works on {setup.Folder.Path} already. Stop it first, or give this one a folder of its own with --data."
                : $"nothing can be written into the state folder {setup.Folder.Path}. Name another with --data, or run as a user who may write there.");
        }


        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.StopRequested);

        // By its own "using": the factory disposes of no provider that it was handed, and the last lines would be lost.
        using var files = new LogFiles(setup.Folder.LogFolder, TimeProvider.System);
        using var logs = LoggerFactory.Create(logging =>
        {
            lifetime.AddLog(logging);
            logging.AddLogFiles(files);
        });
        if (setup.File is { IsSample: true }) HostingLog.SampleSettings(logs.CreateLogger(typeof(AgentHost)), setup.Folder.SettingsFile);
        await using var core = AgentCore.Start(setup, TimeProvider.System, logs);
        if (core.Registry.Current.Devices.IsEmpty) HostingLog.NothingRegistered(logs.CreateLogger(typeof(AgentHost)));
        try
        {
            await core.WaitForFirstPortsAsync(RouterFirst, stop.Token);
            files.Begin();
            return await ServeAsync(setup, lifetime, core, logs, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while it was starting.
            return ExitCodes.Good;
        }
        finally
        {
            lifetime.Stopping();
            AgentFile.Remove(setup.Folder);
        }
    }

    private static async Task<int> ServeAsync(AgentSetup setup, IServiceLifetime lifetime, AgentCore core, ILoggerFactory logs, CancellationToken stop)
    {
        using var export = OtlpExport.IsWished ? OtlpExport.Start() : null;
        await using var app = await StartWebAsync(setup, core, logs, stop);
        var url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        if (url.Port != setup.Settings.Api.Url.Port) HostingLog.ApiElsewhere(logs.CreateLogger(typeof(AgentHost)), setup.Settings.Api.Url.Port, url);
        WriteAddress(url, setup.Folder, logs);
        setup.Greet?.Invoke(url);
        lifetime.Started();

        using var reporting = CancellationTokenSource.CreateLinkedTokenSource(stop, app.Lifetime.ApplicationStopping);
        var reports = ServiceReports.RunAsync(lifetime, core.Board, core.PulseAsync, core.Time, reporting.Token);
        var thrift = OperatingSystem.IsLinux() ? SpentCode.ReleaseAsync(core.Time, reporting.Token) : Task.CompletedTask;
        await Task.WhenAny(app.WaitForShutdownAsync(stop), core.Loop);
        await reporting.CancelAsync();
        await Task.WhenAll(reports, thrift);
        if (!core.Loop.IsFaulted) return ExitCodes.Good;

        // Without the loop nothing is renewed: ending lets the service manager start anew, and the state folder take over.
        HostingLog.LoopFailed(logs.CreateLogger(typeof(AgentHost)), core.Loop.Exception!);
        return ExitCodes.Problem;
    }

    private static async Task<WebApplication> StartWebAsync(AgentSetup setup, AgentCore core, ILoggerFactory logs, CancellationToken stop)
    {
        var app = Build(setup, core, logs, FreeUrl(setup.Settings.Api.Url));
        try
        {
            await app.StartAsync(stop);
            return app;
        }
        catch (IOException)
        {
            // Somebody took the port between the look and the listening.
            await app.DisposeAsync();
        }

        // Any port now: where agents start together, each one's look at the usual port takes it from the next for a moment.
        app = Build(setup, core, logs, new UriBuilder(FreeUrl(setup.Settings.Api.Url)) { Port = 0 }.Uri);
        await app.StartAsync(stop);
        return app;
    }

    private static WebApplication Build(AgentSetup setup, AgentCore core, ILoggerFactory logs, Uri apiUrl)
    {
        var token = PrepareToken(setup.Folder, logs);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });

        // The settings are read by SettingsReader alone; the web host must not see a file or variable of its own.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls(apiUrl.ToString());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = WriteLimits.MaxBodyBytes;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LastAnswers);
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(setup.Folder);
        builder.Services.AddSingleton(core.Time);
        builder.Services.AddSingleton(core.Board);
        builder.Services.AddSingleton(core.Connections);
        builder.Services.AddSingleton(core.History);
        builder.Services.AddSingleton(core.Registry);
        builder.Services.AddSingleton(new DiscoveryDesk(DeviceDiscovery.OfThisPc(core.Time), core.Time));
        builder.Services.AddSingleton(new DoctorDesk(core.Board, core.Time));
        builder.Services.AddSingleton(token);
        builder.Services.AddSingleton(new SignInCodes(core.Time));

        var app = builder.Build();
        app.UseApiGuards(token);
        app.UseDashboard();
        app.UseRouting();
        app.MapApi(core.Retry);
        app.MapSheet();
        return app;
    }

    private static void WriteAddress(Uri url, StateFolder folder, ILoggerFactory logs)
    {
        try
        {
            new AgentFile(url, Environment.ProcessId).Write(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Recordings have filled the disk: cameras stay open, and commands look at the usual address.
            HostingLog.AddressNotSaved(logs.CreateLogger(typeof(AgentHost)), folder.AgentFile, exception.Message);
        }
    }

    private static ApiToken PrepareToken(StateFolder folder, ILoggerFactory logs)
    {
        try
        {
            return ApiToken.Prepare(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Cameras stay open; only what is there already cannot be changed.
            HostingLog.TokenNotSaved(logs.CreateLogger(typeof(AgentHost)), folder.TokenFile, exception.Message);
            return ApiToken.Unknown();
        }
    }

    private static string? PrepareFolder(StateFolder folder)
    {
        try
        {
            folder.Create();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the state folder {folder.Path} cannot be made: {exception.Message} Name another with --data, or run as a user who may write there.";
        }
    }

    private static int Fail(IServiceLifetime lifetime, string message)
    {
        lifetime.Refuse($"porthole: {message}");
        return ExitCodes.Problem;
    }

    /// <summary>The URL of the settings, or one with a free port when that is taken: opening ports matters more than the dashboard's usual address.</summary>
    private static Uri FreeUrl(Uri wished)
    {
        var address = IPAddress.TryParse(wished.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Loopback;
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        try
        {
            using var probe = new TcpListener(address, wished.Port);
            probe.Start();
            return new UriBuilder(wished) { Host = host }.Uri;
        }
        catch (SocketException)
        {
            return new UriBuilder(wished) { Host = host, Port = 0 }.Uri;
        }
    }
}
