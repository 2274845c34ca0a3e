using System.Text.Json;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Tests.Settings;

public sealed class JsonMistakeTests
{
    [Theory]
    [InlineData("x", "line 1: 'x' is an invalid start of a value.")]
    [InlineData("{\n  \"a\": 1\n  \"b\": 2\n}", "line 3: '\"' is invalid after a value. Expected either ',', '}', or ']'.")]
    public void Of_WhatTheReaderSays_NamesTheLineAsAnEditorDoes(string json, string expected) =>
        JsonMistake.Of(Should.Throw<JsonException>(() => JsonDocument.Parse(json))).ShouldBe(expected);

    [Fact]
    public void Of_NoPlace_IsTheSentence() => JsonMistake.Of(new JsonException("A text in it is not UTF-8.")).ShouldBe("A text in it is not UTF-8.");
}
