namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Settings with mistakes: all of them are told at once, and nothing is opened.</summary>
public sealed class BadSettingsTests : Scenario
{
    [Fact]
    public async Task Run_FiveMistakes_OneStartFiveErrors()
    {
        await Lab.Router.StartAsync();

        var result = await Lab.Nvr.RunAgentToEndAsync(Settings.For(
            Settings.Web("Lobby", "192.168.1.300", 80, 8081),
            Settings.Web("Garage", "192.168.1.20", 0, 8082),
            Settings.Web("Attic", "192.168.1.20", 81, 70000),
            Settings.Web("Cellar", "192.168.1.20", 82, 8084),
            Settings.Web("Terrace", "192.168.1.21", 80, 8084),
            """{ "Name": "Pool", "Address": "192.168.1.21", "Ports": [ { "Name": "audio", "Protocol": "sctp", "Internal": 9000, "External": 9000 } ] }"""));

        result.ExitCode.ShouldBe(2, result.ToString());
        var errors = result.Error.Split('\n').Where(line => line.Contains("PH501")).ToList();
        errors.Count.ShouldBe(5, result.ToString());
        errors.ShouldContain(line => line.Contains("Lobby") && line.Contains("Address") && line.Contains("192.168.1.300"));
        errors.ShouldContain(line => line.Contains("Garage") && line.Contains("Internal"));
        errors.ShouldContain(line => line.Contains("Attic") && line.Contains("External") && line.Contains("70000"));
        errors.ShouldContain(line => (line.Contains("Cellar") || line.Contains("Terrace")) && line.Contains("External") && line.Contains("8084"));
        errors.ShouldContain(line => line.Contains("Pool") && line.Contains("Protocol") && line.Contains("sctp"));
        await Lab.Router.ShouldForwardNowAsync();
    }

    [Fact]
    public async Task Run_FileIsNotJson_OneError()
    {
        var result = await Lab.Nvr.RunAgentToEndAsync("{ \"Porthole\": { \"Devices\": [ ");

        result.ExitCode.ShouldBe(2, result.ToString());
        result.Error.Split('\n').Count(line => line.Contains("PH501")).ShouldBe(1, result.ToString());
    }

    [Fact]
    public async Task Edit_MistakeWhileRunning_LastGoodSettingsStay()
    {
        await Lab.Router.StartAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Yard));
        await agent.WaitUntilMappedAsync(forwards: 1, "direct");

        await Lab.Nvr.WriteSettingsAsync(Settings.For(Settings.Web("Yard", "192.168.1.300", 80, 8081)));
        var status = await agent.WaitForStatusAsync("PH501", status => status.Has("PH501"));
        status.Forwards.ShouldHaveSingleItem().State.ShouldBe("mapped");
        await Lab.Router.ShouldForwardAsync("tcp 8081 -> 192.168.1.21:80");

        await Lab.Nvr.WriteSettingsAsync(Settings.For(Settings.Yard));
        await agent.WaitForStatusAsync("no PH501", status => !status.Has("PH501"));
    }
}
