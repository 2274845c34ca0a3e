using Microsoft.Playwright;
using Porthole.Benchmarks.FirstRule;
using Porthole.EndToEnd.Tests.Browser;
using Porthole.Lab;

namespace Porthole.Benchmarks.StartProfile;

/// <summary>
/// Takes the profile that the release is compiled with, <c>src/Porthole.Agent/start.mibc</c>: which methods an agent uses in
/// its ordinary life. They are compiled ahead, all of them, and laid side by side, so that a start compiles next to nothing
/// and memory holds few pages that nobody needs. To be taken anew when the release's figures have got worse.
/// </summary>
public static class StartProfileRun
{
    private const int Cameras = 32;
    private const string RelayedPort = "22000";

    private static readonly string[] Pages = ["cameras", "router", "connections", "log", "doctor", "overview"];

    // Longer than two thirds of the lease below: every mapping is renewed once.
    private static readonly TimeSpan Renewals = TimeSpan.FromSeconds(60);

    /// <summary>Takes it: <c>[--program FILE] [--out FILE]</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if ((LabRequirements.Missing ?? BrowserSession.Missing) is { } missing)
        {
            Console.Error.WriteLine($"start-profile cannot run here. {missing}");
            return 1;
        }

        var program = await Contest.ProgramAsync(args);
        var output = Contest.Option(args, "--out") ?? Path.Combine(AgentProgram.Checkout, "src", "Porthole.Agent", "start.mibc");
        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(new RouterConfig { Debug = false });
        lab.FrontDoor.HangDoorbell(80);
        var folder = await lab.Nvr.MakeFolderAsync("start-profile", Settings());
        var data = $"{folder}/data";
        var traces = Directory.CreateTempSubdirectory("porthole-start-profile-").FullName;
        var traced = new Dictionary<string, string>
        {
            ["DOTNET_EnableEventPipe"] = "1",
            ["DOTNET_EventPipeConfig"] = UsedMethods.Providers,
            ["DOTNET_EventPipeOutputPath"] = $"{traces}/{{pid}}.nettrace",
        };

        await using (var agent = lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", data], traced))
        {
            await lab.Router.WaitForRulesAsync("all forwards", rules => rules.Length == (Cameras * 2) + 1, TimeSpan.FromMinutes(5));
            await lab.Viewer.TryAsync("curl", "--silent", "--max-time", "5", $"http://{RouterLab.WanAddress}:20000/");
            await lab.Viewer.TryAsync("curl", "--silent", "--max-time", "5", $"http://{RouterLab.WanAddress}:{RelayedPort}/");
            foreach (var command in new[] { "status", "status --json", "devices list", "devices discover", "router", "doctor", "version" })
                await lab.Nvr.TryAsync("env", [.. traced.Select(pair => $"{pair.Key}={pair.Value}"), program, .. command.Split(' '), "--data", data]);
            await UseDashboardAsync(lab, (await lab.Nvr.RunAsync(program, "open", "--print", "--data", data)).Output.Trim());
            await Task.Delay(Renewals);
            await agent.StopAsync();
        }

        using var profile = new ProfileFile(Path.GetDirectoryName(program)!);
        foreach (var trace in Directory.EnumerateFiles(traces, "*.nettrace"))
        {
            var methods = UsedMethods.Read(trace);
            Console.WriteLine($"{Path.GetFileName(trace)}: {methods.All.Count()} methods, {methods.Compiled} of them compiled while it ran");
            profile.Add(methods);
        }

        profile.Write(output);
        Directory.Delete(traces, recursive: true);
        Console.WriteLine($"{output}: {profile.Count} methods");
        return 0;
    }

    private static async Task UseDashboardAsync(RouterLab lab, string signIn)
    {
        await using var browser = await BrowserSession.StartOnAsync(lab);
        var (page, _) = await browser.OpenAsync(new Uri(signIn));
        await Assertions.Expect(page.Locator("[data-forward]")).ToHaveCountAsync((Cameras * 2) + 1, new() { Timeout = 60_000 });
        foreach (var name in Pages)
        {
            await page.EvaluateAsync("name => { location.hash = `/${name}`; }", name);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        }

        foreach (var verb in new[] { "pause", "resume" })
            await page.EvaluateAsync("verb => fetch(`/api/devices/camera-1/${verb}`, { method: 'POST', headers: { Authorization: `Bearer ${sessionStorage.getItem('porthole-token')}` } })", verb);
    }

    private static string Settings() => $$"""
        { "Porthole": { "Mapping": { "Lease": "00:01:00" }, "Devices": [
          { "Name": "Guarded", "Address": "192.168.1.20", "AllowFrom": [ "{{RouterLab.ViewerAddress}}" ], "Ports": [
            { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": {{RelayedPort}} } ] },
          {{string.Join(",\n", Enumerable.Range(0, Cameras).Select(n => $$"""
          { "Name": "Camera {{n}}", "Address": "192.168.1.20", "Ports": [
            { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": {{20_000 + n}} },
            { "Name": "https", "Protocol": "tcp", "Internal": 80, "External": {{21_000 + n}} } ] }
          """))}} ] } }
        """;
}
