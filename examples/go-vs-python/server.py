"""The same server in Python: uvicorn server:app --host 127.0.0.1 --port PORT."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def hello():
    return {"message": "hello"}
