using Porthole.Agent.Cli;

namespace Porthole.Agent.Tests.Cli;

public sealed class ServiceCommandTests
{
    [Theory]
    [InlineData("service install")]
    [InlineData("service install --settings my.json --no-firewall-rule --no-tray --data folder")]
    [InlineData("service uninstall --remove-data")]
    [InlineData("service start")]
    [InlineData("service stop")]
    [InlineData("service status")]
    [InlineData("run --as-service")]
    public void Parse_Promised_IsUnderstood(string words) => PortholeCommand.Create().Parse(words).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("service")]
    [InlineData("service remove")]
    [InlineData("service start --remove-data")]
    public void Parse_Unknown_IsRefused(string words) => PortholeCommand.Create().Parse(words).Errors.ShouldNotBeEmpty();
}
