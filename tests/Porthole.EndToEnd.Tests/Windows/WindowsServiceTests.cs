using System.Diagnostics;
using System.Text.Json;
using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>The release for Windows as a service, run by Wine's service manager on the NVR PC, behind a real router.</summary>
public sealed class WindowsServiceTests : Scenario
{
    [Fact]
    public async Task Service_InstalledStartedStoppedRemoved_CameraIsReachedMeanwhileAndNothingIsLeft()
    {
        var pc = await BootAsync();
        var data = Directory.GetFileSystemEntries(pc.ProgramData);

        var installed = (await pc.PortholeAsync("service", "install", "--settings", await SettingsAsync())).OrThrow();
        installed.Output.ShouldContain("service Porthole, which starts with Windows");
        installed.Output.ShouldContain("firewall rule \"Porthole relay\"");
        installed.Output.ShouldContain("notification-area program, which starts when somebody signs in");
        installed.Output.ShouldContain("command porthole, in every window opened from now on");
        (await pc.PortholeAsync("service", "status")).ExitCode.ShouldBe(1);

        (await pc.PortholeAsync("service", "start")).OrThrow();
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.20:80");
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/")).ShouldContain("seen from");
        var status = (await pc.PortholeAsync("service", "status")).OrThrow();
        status.Output.ShouldContain(@"NT SERVICE\Porthole");
        status.Output.ShouldContain("running");
        status.Output.ShouldContain("porthole, in every window opened since");
        using var document = JsonDocument.Parse((await pc.PortholeAsync("service", "status", "--json")).OrThrow().Output);
        document.RootElement.GetProperty("running").GetBoolean().ShouldBeTrue();
        document.RootElement.GetProperty("details").GetProperty("In a terminal").GetString().ShouldBe("porthole, in every window opened since");
        (await pc.PortholeAsync("status")).Output.ShouldContain("11.0.0.1:8080");

        (await pc.PortholeAsync("service", "stop")).OrThrow();
        await Lab.Router.ShouldForwardNowAsync();
        (await pc.PortholeAsync("service", "stop")).OrThrow();

        (await pc.PortholeAsync("service", "uninstall", "--remove-data")).OrThrow();
        (await pc.PortholeAsync("service", "status")).ExitCode.ShouldBe(3);
        Directory.GetFileSystemEntries(pc.ProgramData).ShouldBe(data, ignoreOrder: true);
        await pc.ShutDownAsync();
        pc.Registry.ShouldNotContain("porthole", Case.Insensitive);
    }

    [Fact]
    public async Task Service_InstalledOverAnOlderOne_SettingsStayAndItRuns()
    {
        var pc = await BootAsync();
        (await pc.PortholeAsync("service", "install", "--settings", await SettingsAsync())).OrThrow();

        var again = (await pc.PortholeAsync("service", "install", "--no-firewall-rule")).OrThrow();

        again.Output.ShouldContain("which was there, brought up to date");
        again.Output.ShouldContain("kept as they are");
        again.Output.ShouldNotContain("firewall");
        (await pc.PortholeAsync("service", "start")).OrThrow();
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.20:80");

        // Removed while it runs: it is stopped first, and gives back what it holds.
        (await pc.PortholeAsync("service", "uninstall")).OrThrow();
        await Lab.Router.ShouldForwardNowAsync();
        File.Exists(Path.Combine(pc.ProgramData, "Porthole", "appsettings.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Service_SettingsAreWrong_NothingIsInstalledOrStartSaysSo()
    {
        var pc = await BootAsync();
        var broken = Path.Combine(await Lab.Nvr.MakeFolderAsync("broken", "{ broken"), "appsettings.json");

        var refused = await pc.PortholeAsync("service", "install", "--settings", broken);
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("Nothing was changed.");
        (await pc.PortholeAsync("service", "status")).ExitCode.ShouldBe(3);

        (await pc.PortholeAsync("service", "install")).OrThrow();
        await File.WriteAllTextAsync(Path.Combine(pc.ProgramData, "Porthole", "appsettings.json"), "{ broken");
        var start = await pc.PortholeAsync("service", "start");
        start.ExitCode.ShouldBe(1);
        start.Error.ShouldContain("stopped at once, with exit code 2");
    }

    [Fact]
    public async Task Service_NewSettingsWithWhichItDoesNotStart_OldOnesAreBack()
    {
        var pc = await BootAsync();
        (await pc.PortholeAsync("service", "install", "--settings", await SettingsAsync(), "--start")).Output.ShouldContain("The service is installed and runs.");
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.20:80");
        (await pc.PortholeAsync("service", "stop")).OrThrow();
        var file = Path.Combine(pc.ProgramData, "Porthole", "appsettings.json");
        var before = await File.ReadAllTextAsync(file);

        // Another agent has the state folder: the service cannot start, whatever its settings.
        pc.Start("run");
        await Wait.UntilAsync("the other agent to run", () => Task.FromResult(File.Exists(Path.Combine(pc.ProgramData, "Porthole", "agent.json"))), () => Task.FromResult(""));
        var other = Path.Combine(await Lab.Nvr.MakeFolderAsync("other", Settings.For()), "appsettings.json");
        var installed = await pc.PortholeAsync("service", "install", "--settings", other, "--start");

        installed.ExitCode.ShouldBe(1);
        installed.Error.ShouldContain("failed: service started, and it answers: it stopped at once");
        installed.Error.ShouldContain("Everything is as it was before.");
        (await File.ReadAllTextAsync(file)).ShouldBe(before);
        (await pc.PortholeAsync("service", "status")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Service_Started_FirstPortIsOpenSoon()
    {
        var pc = await BootAsync();
        (await pc.PortholeAsync("service", "install", "--settings", await SettingsAsync())).OrThrow();

        var opened = Lab.Router.WaitForRulesAsync("the rule", rules => rules.Length > 0);
        var started = Stopwatch.StartNew();
        (await pc.PortholeAsync("service", "start")).OrThrow();
        await opened;

        // Figures for the docs come from an idle machine; this one may be busy with other tests.
        TestContext.Current.TestOutputHelper?.WriteLine($"From \"service start\" to the router's rule: {started.ElapsedMilliseconds} ms");
        started.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    private async Task<WindowsPc> BootAsync()
    {
        Assert.SkipWhen(WineRequirements.Missing is not null, WineRequirements.Missing ?? "");
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        return await WindowsPc.BootAsync(Lab.Nvr, Lab.Sandbox);
    }

    private async Task<string> SettingsAsync() =>
        Path.Combine(await Lab.Nvr.MakeFolderAsync("mine", Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080))), "appsettings.json");
}
