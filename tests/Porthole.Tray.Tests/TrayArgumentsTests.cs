namespace Porthole.Tray.Tests;

public sealed class TrayArgumentsTests
{
    [Theory]
    [InlineData("--data", "/some/where")]
    [InlineData("--data=/some/where")]
    public void Parse_Folder_IsTaken(params string[] arguments) => TrayArguments.Parse(arguments).ShouldNotBeNull().Folder.Path.ShouldBe("/some/where");

    [Fact]
    public void Parse_Nothing_TakesTheDefault() =>
        TrayArguments.Parse([]).ShouldNotBeNull().Folder.Path.ShouldEndWith("Porthole");

    [Theory]
    [InlineData("--data")]
    [InlineData("--data", "")]
    [InlineData("--data=")]
    [InlineData("--help")]
    [InlineData("--data", "a", "b")]
    public void Parse_AnythingElse_IsNotUnderstood(params string[] arguments) => TrayArguments.Parse(arguments).ShouldBeNull();
}
