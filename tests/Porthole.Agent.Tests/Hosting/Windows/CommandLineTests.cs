using FsCheck;
using FsCheck.Fluent;
using Porthole.Agent.Hosting.Windows;

namespace Porthole.Agent.Tests.Hosting.Windows;

public sealed class CommandLineTests
{
    [Fact]
    public void Of_UsualFolders_IsReadable() => CommandLine.Of(@"C:\Program Files\Porthole\porthole.exe", "run", "--as-service", "--data", @"D:\My data")
        .ShouldBe(@"""C:\Program Files\Porthole\porthole.exe"" run --as-service --data ""D:\My data""");

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a b\\", "\"a b\\\\\"")]
    [InlineData("a \"b", "\"a \\\"b\"")]
    [InlineData("a \\\"b", "\"a \\\\\\\"b\"")]
    public void Quote_ByTheRulesOfWindows_IsTakenApartAgain(string argument, string quoted) => CommandLine.Quote(argument).ShouldBe(quoted);

    [Fact]
    public void OptionOf_AnyPath_IsTheOneThatWasWritten()
    {
        var names = Gen.ArrayOf(Gen.Elements('a', 'Z', '9', ' ', '-', '\\', '.', 'é')).Select(characters => $@"C:\{new string(characters)}");

        Prop.ForAll(names.ToArbitrary(), path => CommandLine.OptionOf(CommandLine.Of(@"C:\p.exe", "run", "--data", path), "--data") == path)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void OptionOf_NotThere_IsNull() => CommandLine.OptionOf(CommandLine.Of(@"C:\p.exe", "run"), "--data").ShouldBeNull();
}
